package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.scheduler.Retry;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;

/** Does what is due, by the configuration of this node. Thread-safe. */
interface Work {

    /**
     * Tells whether this node can do it.
     *
     * @param key what is scheduled
     * @return whether its configuration has the job, or the maintenance
     */
    boolean knows(ScheduleKey key);

    /**
     * Says how often to try again.
     *
     * @param key what is scheduled
     * @return the rule
     */
    Retry retry(ScheduleKey key);

    /**
     * Does it and waits for its end.
     *
     * @param key what is scheduled
     * @param schedule by which schedule
     * @param cause why
     * @param waiting whether it was told before that this run waits for somebody else, so that it is told of again only once it begins
     * @return how it ended
     * @throws InterruptedException if this thread is interrupted; what was begun is cancelled and has ended
     */
    RunOutcome run(ScheduleKey key, Schedule schedule, RunCause cause, boolean waiting) throws InterruptedException;
}
