package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.spi.Undoable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes what a hook did, in a run and in a recovery alike: several attempts with growing rests, each bounded, none beside another.
 *
 * <p>Neither a cancel nor an interrupt ends it: whatever happened, services come back.
 */
final class HookUndo {

    private static final Logger LOG = LoggerFactory.getLogger(HookUndo.class);
    private static final int ATTEMPTS = 3;
    private static final Duration REST = Duration.ofMillis(500);

    private final RunScope scope;
    private final HookPhase phase;
    private final Claims claims;

    /**
     * Makes the worker.
     *
     * @param scope the operation
     * @param phase what hooks see as the phase
     */
    HookUndo(RunScope scope, HookPhase phase) {
        this.scope = scope;
        this.phase = phase;
        this.claims = new Claims(scope);
    }

    /**
     * Undoes the act of a record, unless somebody else still needs what it is on to rest, and will bring it back.
     *
     * @param hook whoever wrote it, or was made again
     * @param record what was written
     * @param timeout how long an attempt may take
     * @param problems gets what the hook reports
     * @param settling settles the record; done before anybody else may act on the resource
     * @throws Exception what the last attempt failed with
     */
    void undo(Undoable hook, UndoRecord record, Duration timeout, Consumer<Problem> problems, Runnable settling)
            throws Exception {
        try (Lease lease = claims.leave(record, timeout)) {
            if (claims.othersPause(record)) {
                LOG.info("{} rests on for another run, which brings it back", record.resource());
            } else {
                undo(hook, record, timeout, problems);
            }
            settling.run();
        }
    }

    private void undo(Undoable hook, UndoRecord record, Duration timeout, Consumer<Problem> problems) throws Exception {
        String name = record.owner().name();
        for (int attempt = 1; ; attempt++) {
            CancellationSource cancellation = new CancellationSource();
            ParticipantContext context =
                    new ParticipantContext(scope, "hook " + name, phase, Deadline.after(timeout), cancellation);
            HookThread act = new HookThread(scope.environment().hookThreads(), () -> hook.undo(record, context));
            try {
                act.start();
                if (!act.awaitUninterrupted(timeout)) {
                    Failure late = late(name, "undo", timeout);
                    cancellation.cancel(late);
                    act.endUninterrupted();
                    throw new HookException(late);
                }
                act.rethrow();
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (Exception e) {
                LOG.info("undoing hook {} on {} failed, attempt {}", name, record.resource(), attempt, e);
                // A second one beside the first might undo what the first one is about to do.
                if (attempt == ATTEMPTS || !act.hasEnded()) {
                    throw e;
                }
                rest(REST.multipliedBy(attempt));
            } finally {
                context.problems().forEach(problems);
            }
        }
    }

    /**
     * Makes the failure of an act that took too long.
     *
     * @param hook the hook's name
     * @param what the act: {@code enter}, {@code undo}
     * @param timeout how long it had
     * @return the failure
     */
    static Failure late(String hook, String what, Duration timeout) {
        return Failure.of("HF-HOK-002", "hook " + hook + " did not " + what + " within " + timeout)
                .hint("Look at the service, or give the hook a longer timeout.")
                .retry(RetryStatus.LATER);
    }

    private static void rest(Duration time) {
        Deadline deadline = Deadline.after(time);
        boolean interrupted = false;
        while (!deadline.isOver()) {
            try {
                TimeUnit.NANOSECONDS.sleep(deadline.remaining().toNanos());
            } catch (InterruptedException e) {
                // The way back is not given up for an interrupt; the flag is for whoever comes after it.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
