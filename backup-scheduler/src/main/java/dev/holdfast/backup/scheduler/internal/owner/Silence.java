package dev.holdfast.backup.scheduler.internal.owner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long processes have been silent, as this one has seen it itself: in its own monotonic time, and only while its looks at the database
 * succeeded. No clock is compared with another, a database that was away for all makes nobody dead, and a pause of this process itself counts for
 * little. For one thread.
 */
final class Silence {

    private final long timeoutNanos;
    private final long mostNanos;
    private final Map<String, Seen> seen = new HashMap<>();
    private long lastLook;
    private boolean looked;

    /**
     * Makes it.
     *
     * @param timeout how long a process may be silent
     * @param most how much time between two looks counts
     */
    Silence(Duration timeout, Duration most) {
        this.timeoutNanos = timeout.toNanos();
        this.mostNanos = most.toNanos();
    }

    /**
     * Takes in a look.
     *
     * @param owners the processes that live as far as the database knows
     * @param asked when the database was asked
     * @param answered when it had answered
     * @return those that have been silent for too long
     */
    List<OwnerView> look(List<OwnerView> owners, long asked, long answered) {
        long passed = looked ? Math.min(Math.max(0, asked - lastLook), mostNanos) : 0;
        lastLook = answered;
        looked = true;
        Map<String, Seen> now = new HashMap<>();
        List<OwnerView> silent = new ArrayList<>();
        for (OwnerView owner : owners) {
            Seen before = seen.get(owner.id());
            long nanos = before != null && before.beat == owner.beat() ? before.silentNanos + passed : 0;
            Seen current = new Seen(owner.beat(), nanos);
            now.put(owner.id(), current);
            if (current.silentNanos >= timeoutNanos) {
                silent.add(owner);
            }
        }
        seen.clear();
        seen.putAll(now);
        return silent;
    }

    /** The database did not answer: who could not beat either was not silent. */
    void failed() {
        seen.clear();
        looked = false;
    }

    private record Seen(long beat, long silentNanos) {}
}
