package dev.holdfast.backup.history;

import dev.holdfast.backup.RunState;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to look up; what is {@code null} or empty does not restrict.
 *
 * @param job only runs of this job, or {@code null}
 * @param target only runs that had to do with this target, or {@code null}
 * @param kinds only these kinds
 * @param states only these states
 * @param since only runs that began then or later, or {@code null}
 * @param until only runs that began before, or {@code null}
 * @param limit how many at most, 1 to 1000
 * @param after where to go on, or {@code null} to begin with the newest
 */
public record HistoryQuery(
        @Nullable String job,
        @Nullable String target,
        Set<RunKind> kinds,
        Set<RunState> states,
        @Nullable Instant since,
        @Nullable Instant until,
        int limit,
        @Nullable HistoryCursor after) {

    /** The most runs a page has. */
    public static final int LARGEST_PAGE = 1000;

    /** Everything, in pages of 50. */
    public static final HistoryQuery ALL = new HistoryQuery(null, null, Set.of(), Set.of(), null, null, 50, null);

    /**
     * Copies the sets and validates the limit.
     *
     * @param job only runs of this job, or {@code null}
     * @param target only runs that had to do with this target, or {@code null}
     * @param kinds only these kinds
     * @param states only these states
     * @param since only runs that began then or later, or {@code null}
     * @param until only runs that began before, or {@code null}
     * @param limit how many at most, 1 to 1000
     * @param after where to go on, or {@code null}
     */
    public HistoryQuery {
        kinds = kinds.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(kinds));
        states = states.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(states));
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not within 1 and " + LARGEST_PAGE);
        }
    }

    /**
     * Only runs of one job.
     *
     * @param name the job's name
     * @return a copy
     */
    public HistoryQuery ofJob(String name) {
        return new HistoryQuery(Objects.requireNonNull(name), target, kinds, states, since, until, limit, after);
    }

    /**
     * Only runs that had to do with one target.
     *
     * @param name the target's name
     * @return a copy
     */
    public HistoryQuery ofTarget(String name) {
        return new HistoryQuery(job, Objects.requireNonNull(name), kinds, states, since, until, limit, after);
    }

    /**
     * Only some kinds.
     *
     * @param wanted the kinds; empty for all
     * @return a copy
     */
    public HistoryQuery ofKinds(Set<RunKind> wanted) {
        return new HistoryQuery(job, target, wanted, states, since, until, limit, after);
    }

    /**
     * Only some states.
     *
     * @param wanted the states; empty for all
     * @return a copy
     */
    public HistoryQuery inStates(Set<RunState> wanted) {
        return new HistoryQuery(job, target, kinds, wanted, since, until, limit, after);
    }

    /**
     * Only runs that began in a stretch of time.
     *
     * @param from then or later, or {@code null}
     * @param before before, or {@code null}
     * @return a copy
     */
    public HistoryQuery between(@Nullable Instant from, @Nullable Instant before) {
        return new HistoryQuery(job, target, kinds, states, from, before, limit, after);
    }

    /**
     * Pages of another size.
     *
     * @param size how many runs at most, 1 to 1000
     * @return a copy
     */
    public HistoryQuery limitedTo(int size) {
        return new HistoryQuery(job, target, kinds, states, since, until, size, after);
    }

    /**
     * The page that begins at a place.
     *
     * @param place where the page before ended
     * @return a copy
     */
    public HistoryQuery after(HistoryCursor place) {
        return new HistoryQuery(job, target, kinds, states, since, until, limit, Objects.requireNonNull(place));
    }

    /** {@return where to go on, if not with the newest} */
    public Optional<HistoryCursor> place() {
        return Optional.ofNullable(after);
    }

    /**
     * Tells whether a run is asked for, its place in the order included.
     *
     * @param run the run
     * @return whether it is
     */
    public boolean matches(RunRecord run) {
        return (job == null || job.equals(run.job()))
                && (target == null || concerns(run, target))
                && (kinds.isEmpty() || kinds.contains(run.kind()))
                && (states.isEmpty() || states.contains(run.state()))
                && (since == null || !run.startedAt().isBefore(since))
                && (until == null || run.startedAt().isBefore(until))
                && (after == null || isBehind(run, after));
    }

    private static boolean concerns(RunRecord run, String target) {
        return run.targets().stream().anyMatch(record -> record.target().equals(target))
                || run.removals().stream().anyMatch(record -> record.target().equals(target));
    }

    private static boolean isBehind(RunRecord run, HistoryCursor place) {
        int byTime = run.startedAt().compareTo(place.startedAt());
        return byTime < 0 || (byTime == 0 && run.id().compareTo(place.run()) < 0);
    }
}
