package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.event.HookEntered;
import dev.holdfast.backup.event.HookUndone;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.UndoRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters the hooks of an operation in order and undoes them in reverse, whatever happened in between.
 *
 * <p>The undo goes by the journal's records, not by which enter returned: so a hook that failed half-way is undone too, and one that did
 * nothing is left alone. At the end of the shortest {@code max-pause} the hooks are undone from another thread and the operation fails.
 */
public final class HookRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookRunner.class);
    private static final int UNDO_ATTEMPTS = 3;
    private static final Duration UNDO_BACKOFF = Duration.ofMillis(500);

    private final RunScope scope;
    private final List<HookUse> uses;
    private final HookPhase phase;
    private final Map<String, OpenHook> opened = new ConcurrentHashMap<>();
    private final List<Problem> problems = Collections.synchronizedList(new ArrayList<>());
    private @Nullable ScheduledFuture<?> pauseWatch;
    private long enteredNanos = -1;
    private long pauseNanos;

    /**
     * Makes a runner.
     *
     * @param scope the operation
     * @param uses the hooks of its job
     * @param phase the phase; hooks for other phases are left out
     */
    public HookRunner(RunScope scope, List<HookUse> uses, HookPhase phase) {
        this.scope = scope;
        this.uses = uses.stream().filter(use -> use.during().contains(phase)).toList();
        this.phase = phase;
    }

    /**
     * Enters all hooks.
     *
     * @throws BackupException if a mandatory one failed; {@link #undo()} is still to be called
     */
    public void enter() {
        for (HookUse use : uses) {
            scope.cancellation().check();
            String name = use.hook().name();
            scope.phase("hook", name);
            try {
                OpenHook hook = new OpenHook(use, use.hook().open());
                opened.put(name, hook);
                beginPause(use);
                act(use, "enter", scope.cancellation(), context -> hook.hook().enter(context));
                scope.environment()
                        .listeners()
                        .onEvent(new HookEntered(
                                scope.id(), scope.environment().clock().instant(), name));
            } catch (Exception e) {
                BackupException failure = Failures.of(e, Family.HOOK, "hook " + name, scope.cancellation());
                if (use.mandatory() || scope.cancellation().isCancelled()) {
                    throw failure;
                }
                report(name, Problem.of(Severity.WARNING, failure.failure()));
            }
        }
    }

    private synchronized void beginPause(HookUse use) {
        if (enteredNanos < 0) {
            enteredNanos = System.nanoTime();
        }
        Duration limit =
                uses.stream().map(HookUse::maxPause).min(Duration::compareTo).orElse(use.maxPause());
        if (pauseWatch == null) {
            pauseWatch = scope.environment()
                    .watchdog()
                    .schedule(() -> endPause(limit), limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void endPause(Duration limit) {
        scope.cancellation()
                .cancel(Failure.of("HF-HOK-003", "the pause was longer than max-pause of " + limit)
                        .hint("Give it more time, or back up less while services are held still.")
                        .retry(RetryStatus.LATER));
        scope.environment().executor().execute(this::undo);
    }

    /** Undoes all that hooks wrote down, in reverse order. Idempotent; what could not be undone stays in the journal. */
    public synchronized void undo() {
        if (pauseWatch != null) {
            pauseWatch.cancel(false);
        }
        List<Map.Entry<Integer, UndoRecord>> records =
                new ArrayList<>(scope.journal().content().pending().entrySet());
        Collections.reverse(records);
        for (Map.Entry<Integer, UndoRecord> pending : records) {
            UndoRecord record = pending.getValue();
            OpenHook hook = opened.get(record.owner().name());
            if (record.owner().role() == ParticipantId.Role.HOOK && hook != null) {
                undo(pending.getKey(), record, hook);
            }
        }
        if (enteredNanos >= 0) {
            pauseNanos += System.nanoTime() - enteredNanos;
            enteredNanos = -1;
        }
    }

    private void undo(int number, UndoRecord record, OpenHook hook) {
        String name = record.owner().name();
        @Nullable Exception last = null;
        for (int attempt = 1; attempt <= UNDO_ATTEMPTS; attempt++) {
            try {
                // Not the run's cancellation: a cancelled run must still bring services back.
                act(
                        hook.use(),
                        "undo",
                        new CancellationSource(),
                        context -> hook.hook().undo(record, context));
                scope.journal().settle(number);
                scope.environment()
                        .listeners()
                        .onEvent(new HookUndone(
                                scope.id(), scope.environment().clock().instant(), name));
                return;
            } catch (Exception e) {
                last = e;
                LOG.warn("undoing hook {} on {} failed, attempt {}", name, record.resource(), attempt, e);
                pauseBeforeRetry(attempt);
            }
        }
        report(
                name,
                Problem.of(
                        Severity.ERROR,
                        Failure.of(
                                        "HF-HOK-004",
                                        "hook " + name + " could not undo its act on " + record.resource() + ": "
                                                + (last == null ? "" : last.getMessage()))
                                .hint("Bring " + record.resource()
                                        + " back by hand if it is urgent, then run recover until it is clean.")
                                .with("resource", record.resource())));
    }

    private static void pauseBeforeRetry(int attempt) {
        if (attempt < UNDO_ATTEMPTS) {
            try {
                TimeUnit.MILLISECONDS.sleep(UNDO_BACKOFF.toMillis() * attempt);
            } catch (InterruptedException e) {
                // The way back is not given up for an interrupt; the flag is for whoever comes after it.
                Thread.currentThread().interrupt();
            }
        }
    }

    private void report(String hook, Problem problem) {
        problems.add(problem);
        scope.found("hook " + hook, problem);
    }

    private void act(HookUse use, String what, CancellationSource cancellation, Act act) throws Exception {
        String name = use.hook().name();
        ParticipantContext context =
                new ParticipantContext(scope, "hook " + name, phase, Deadline.after(use.timeout()), cancellation);
        Callable<@Nullable Void> call = () -> {
            act.on(context);
            return null;
        };
        FutureTask<@Nullable Void> task = new FutureTask<>(call);
        scope.environment().executor().execute(task);
        try (var registration = cancellation.onCancel(() -> task.cancel(true))) {
            task.get(use.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new HookException(
                    Failure.of("HF-HOK-002", "hook " + name + " did not " + what + " within " + use.timeout())
                            .hint("Look at the service, or give the hook a longer timeout.")
                            .retry(RetryStatus.LATER),
                    e);
        } finally {
            problems.addAll(context.problems());
        }
    }

    /** Returns what went wrong with hooks. */
    public List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /** Returns how long hooks held services still. */
    public synchronized Duration pause() {
        long running = enteredNanos < 0 ? 0 : System.nanoTime() - enteredNanos;
        return Duration.ofNanos(pauseNanos + running);
    }

    /** Closes the hooks; undoes nothing, that is {@link #undo()}'s business. */
    @Override
    public void close() {
        for (OpenHook hook : opened.values()) {
            try {
                hook.hook().close();
            } catch (Exception e) {
                LOG.warn("closing hook {}", hook.use().hook().name(), e);
            }
        }
    }

    private record OpenHook(HookUse use, LifecycleHook hook) {}

    private interface Act {
        void on(ParticipantContext context) throws Exception;
    }
}
