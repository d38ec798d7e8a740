package dev.holdfast.backup.spi;

import java.time.Duration;

/** The moment at which an act must be over, in the process's own monotonic time; changes of clocks do not move it. Immutable. */
public final class Deadline {

    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final long endNanos;
    private final boolean never;

    private Deadline(long endNanos, boolean never) {
        this.endNanos = endNanos;
        this.never = never;
    }

    /**
     * Makes a deadline.
     *
     * @param duration how far away it is; longer than a century is never
     * @return the deadline
     */
    public static Deadline after(Duration duration) {
        if (duration.compareTo(FOREVER) >= 0) {
            return never();
        }
        return new Deadline(System.nanoTime() + duration.toNanos(), false);
    }

    /** {@return the deadline that never comes} */
    public static Deadline never() {
        return new Deadline(0, true);
    }

    /** {@return the time that is left; zero if it is over, a century if it never comes} */
    public Duration remaining() {
        if (never) {
            return FOREVER;
        }
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** {@return whether it is over} */
    public boolean isOver() {
        return !never && endNanos - System.nanoTime() <= 0;
    }

    /**
     * Returns the earlier of this deadline and one that far away.
     *
     * @param duration how far away
     * @return the earlier one
     */
    public Deadline orAfter(Duration duration) {
        return remaining().compareTo(duration) <= 0 ? this : after(duration);
    }
}
