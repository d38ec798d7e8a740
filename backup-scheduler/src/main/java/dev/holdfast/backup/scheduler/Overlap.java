package dev.holdfast.backup.scheduler;

import java.util.Locale;

/** What becomes of a run that is due while the one before it, or somebody else, still works on the same targets. */
public enum Overlap {
    /** It is refused, which is a failure that people are told about. */
    REFUSE,
    /** One run follows as soon as the targets are free, however many became due meanwhile. */
    QUEUE,
    /** It is left out, as is to be expected of jobs that may take longer than the time between two runs. */
    SKIP;

    /** {@return the word for it in configurations: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
