package dev.holdfast.backup.scheduler.internal.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of a row of db-scheduler's when its execution is over. */
sealed interface After {

    /** {@return the due instant up to which all is run or left out for good, or {@code null} if nothing new is} */
    @Nullable Instant accounted();

    /**
     * It comes up again.
     *
     * @param at when
     * @param run with which run
     * @param accounted up to which due instant all is settled
     */
    record Later(Instant at, DueRun run, @Nullable Instant accounted) implements After {}

    /**
     * It goes.
     *
     * @param accounted up to which due instant all is settled
     */
    record Gone(@Nullable Instant accounted) implements After {}
}
