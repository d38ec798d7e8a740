package dev.holdfast.backup.spi;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Remembers runs. Thread-safe. A history that cannot write does not fail a run. */
public interface RunHistory {

    /**
     * Remembers a run; called at its start and again at its end.
     *
     * @param entry the run as it is now; replaces what is remembered under the same run id
     */
    void record(Entry entry);

    /**
     * Gives back what is remembered.
     *
     * @return the runs, newest first, lazily; closed by the caller
     */
    Stream<Entry> entries();

    /**
     * A run as it is remembered.
     *
     * @param run the run's id
     * @param job the job's name
     * @param state its state
     * @param startedAt when it began
     * @param finishedAt when it ended, or {@code null} while it runs
     * @param problems what went wrong
     * @param pauses what hooks held still, and for how long
     */
    record Entry(
            String run,
            String job,
            RunState state,
            Instant startedAt,
            @Nullable Instant finishedAt,
            List<Problem> problems,
            List<ServicePause> pauses) {

        /**
         * Copies the lists and requires the rest.
         *
         * @param run the run's id
         * @param job the job's name
         * @param state its state
         * @param startedAt when it began
         * @param finishedAt when it ended, or {@code null} while it runs
         * @param problems what went wrong
         * @param pauses what hooks held still, and for how long
         */
        public Entry {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(job, "job");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(startedAt, "startedAt");
            problems = List.copyOf(problems);
            pauses = List.copyOf(pauses);
        }
    }
}
