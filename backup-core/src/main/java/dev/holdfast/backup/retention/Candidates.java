package dev.holdfast.backup.retention;

import dev.holdfast.backup.spi.RetentionCandidate;
import java.util.Comparator;
import java.util.List;

/** What the rules and the floor both ask about candidates. */
final class Candidates {

    /** By the start of the run; the id decides between equals, so that the order is the same every time. */
    private static final Comparator<RetentionCandidate> NEWEST_FIRST = Comparator.comparing(
                    RetentionCandidate::startedAt)
            .thenComparing(candidate -> candidate.id().value())
            .reversed();

    private Candidates() {}

    /** {@return whether a backup is known to be good: it was verified at least as {@code stored}, and no later proof failed} */
    static boolean isGood(RetentionCandidate candidate) {
        return candidate.verified() != null && candidate.state().isUsable();
    }

    static List<RetentionCandidate> newestFirst(List<RetentionCandidate> candidates) {
        return candidates.stream().sorted(NEWEST_FIRST).toList();
    }
}
