package dev.holdfast.backup.scheduler.internal.run;

import dev.holdfast.backup.scheduler.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Due instants that have passed without a run.
 *
 * @param listed the first of them, in their order, at most {@link #MOST}
 * @param more whether there are more than those
 */
public record Missed(List<Instant> listed, boolean more) {

    /** How many are listed one by one: a schedule for each minute has half a million in a year. */
    public static final int MOST = 100;

    /** None. */
    public static final Missed NONE = new Missed(List.of(), false);

    /**
     * Copies the list.
     *
     * @param listed the first of them, in their order, at most {@link #MOST}
     * @param more whether there are more than those
     */
    public Missed {
        listed = List.copyOf(listed);
    }

    /**
     * Collects instants.
     *
     * @param schedule the schedule
     * @param after they are later than this
     * @param before they are earlier than this
     * @return those instants
     */
    static Missed between(Schedule schedule, Instant after, Instant before) {
        List<Instant> found = new ArrayList<>();
        for (Instant due : schedule.next(after, MOST + 1)) {
            if (!due.isBefore(before)) {
                return new Missed(found, false);
            }
            if (found.size() == MOST) {
                return new Missed(found, true);
            }
            found.add(due);
        }
        return new Missed(found, false);
    }

    /**
     * Leaves an instant out.
     *
     * @param due the instant
     * @return the others
     */
    public Missed without(Instant due) {
        return new Missed(listed.stream().filter(one -> !one.equals(due)).toList(), more);
    }

    /** Puts an instant before all others. */
    Missed withFirst(Instant first) {
        List<Instant> all = new ArrayList<>();
        all.add(first);
        all.addAll(listed);
        return all.size() > MOST ? new Missed(all.subList(0, MOST), true) : new Missed(all, more);
    }

    /**
     * Finds the last instant of a span without going through all of it.
     *
     * @param schedule the schedule
     * @param after it is later than this
     * @param now it is not later than this
     * @return the last due instant; empty if none is due in the span
     */
    static Optional<Instant> latest(Schedule schedule, Instant after, Instant now) {
        Duration look = Duration.ofMinutes(1);
        Optional<Instant> found = Optional.empty();
        boolean all = false;
        while (found.isEmpty() && !all) {
            Instant from = now.minus(look);
            all = !from.isAfter(after);
            found = schedule.nextAfter(all ? after : from).filter(due -> !due.isAfter(now));
            look = look.multipliedBy(2);
        }
        while (found.isPresent()) {
            Optional<Instant> later = schedule.nextAfter(found.get()).filter(due -> !due.isAfter(now));
            if (later.isEmpty()) {
                return found;
            }
            found = later;
        }
        return Optional.empty();
    }
}
