package dev.holdfast.backup.spi;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What people are told after a run.
 *
 * @param run the run's id
 * @param job the job's name
 * @param state how it ended
 * @param at when it ended
 * @param summary one line
 * @param problems what went wrong
 */
public record Notification(String run, String job, RunState state, Instant at, String summary, List<Problem> problems) {

    /**
     * Copies the problems and requires the rest.
     *
     * @param run the run's id
     * @param job the job's name
     * @param state how it ended
     * @param at when it ended
     * @param summary one line
     * @param problems what went wrong
     */
    public Notification {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(summary, "summary");
        problems = List.copyOf(problems);
    }
}
