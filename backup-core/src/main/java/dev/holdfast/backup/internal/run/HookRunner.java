package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.EndPause;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.event.HookEntered;
import dev.holdfast.backup.event.HookUndone;
import dev.holdfast.backup.event.PauseEnded;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters the hooks of an operation in order and undoes them in reverse, whatever happened in between.
 *
 * <p>The undo goes by the journal's records, not by which enter returned: so a hook that failed half-way is undone too, and one that did
 * nothing is left alone. At the end of a hook's {@code max-pause} all hooks are undone from another thread and the operation fails.
 *
 * <p>An enter never goes on beside its undo: once a hook is left it writes no more records, and an enter that was given up is waited for. Should
 * it not end even so, its records are undone and stay in the journal, for what it may still do.
 */
public final class HookRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookRunner.class);

    private final RunScope scope;
    private final List<HookUse> uses;
    private final HookPhase phase;
    private final HookUndo undoing;
    private final PauseLog pauses = new PauseLog(System::nanoTime);
    private final Map<String, OpenHook> opened = new ConcurrentHashMap<>();
    private final List<Problem> problems = Collections.synchronizedList(new ArrayList<>());
    private final Map<Integer, Problem> stuck = Collections.synchronizedMap(new LinkedHashMap<>());
    private @Nullable HookException disturbance;
    private boolean closed;

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
        this.undoing = new HookUndo(scope, phase);
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
                enter(hook);
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
                // What it did half-way is of use to nobody.
                undo(name::equals);
            }
        }
    }

    private void enter(OpenHook hook) throws Exception {
        HookUse use = hook.use;
        ParticipantContext context = new ParticipantContext(
                scope,
                "hook " + hook.name(),
                phase,
                Deadline.after(use.timeout()),
                scope.cancellation(),
                new Entering(hook));
        HookThread act = new HookThread(scope.environment().hookThreads(), () -> hook.hook.enter(context));
        hook.begin(
                act,
                scope.environment()
                        .watchdog()
                        .schedule(() -> endPause(use), use.maxPause().toMillis(), TimeUnit.MILLISECONDS));
        try {
            act.perform(use.timeout(), scope.cancellation(), () -> HookUndo.late(hook.name(), "enter", use.timeout()));
        } finally {
            hook.giveUpClaims();
            problems.addAll(context.problems());
        }
    }

    private void endPause(HookUse use) {
        scope.cancellation()
                .cancel(Failure.of(
                                "HF-HOK-003",
                                "the pause of hook " + use.hook().name() + " was longer than max-pause of "
                                        + use.maxPause())
                        .hint("Give it more time, or back up less while services are held still.")
                        .retry(RetryStatus.LATER));
        scope.environment().hookThreads().newThread(this::undoAtOnce).start();
    }

    private void undoAtOnce() {
        try {
            undo();
        } catch (RuntimeException e) {
            // The run undoes the rest when it comes to its end, and that is where it is told.
            LOG.error("ending the pause of run {}", scope.id(), e);
        }
    }

    /**
     * Undoes the hooks whose pause ends with the snapshots: from the last one back to the first that is held longer, as no hook is undone before one
     * that was entered after it.
     *
     * @return whether some are held until the captures have ended
     * @throws HookException if something did not rest that long; it is undone all the same
     */
    public boolean undoAfterSnapshots() {
        List<String> names = new ArrayList<>();
        for (int i = uses.size() - 1; i >= 0; i--) {
            if (uses.get(i).endPause() == EndPause.AFTER_CAPTURE) {
                break;
            }
            names.add(uses.get(i).hook().name());
        }
        lookBack(names::contains);
        undo(names::contains);
        requireUndisturbed();
        return names.size() < uses.size();
    }

    /**
     * Undoes the hooks that are left, when the phase has succeeded.
     *
     * @throws HookException if something did not rest that long; it is undone all the same
     */
    public void undoAfterPhase() {
        lookBack(name -> true);
        undo();
        requireUndisturbed();
    }

    /** Reports what did not rest until now as errors of an operation that cannot be taken back any more. */
    public void reportDisturbances() {
        lookBack(name -> true);
        if (disturbance != null) {
            problems.add(Problem.of(Severity.ERROR, disturbance.failure()));
        }
    }

    private void requireUndisturbed() {
        // Whoever was told to end is about to say so, and for a better reason: that is what started the services.
        if (disturbance != null && !scope.cancellation().isCancelled()) {
            throw disturbance;
        }
    }

    /** Asks hooks whether what they hold rested until now. Not under this monitor, which the end of the pause may be waiting for. */
    private void lookBack(Predicate<String> which) {
        for (UndoRecord record : scope.journal().content().pending().values()) {
            OpenHook hook = opened.get(record.owner().name());
            if (record.owner().role() == ParticipantId.Role.HOOK
                    && hook != null
                    && which.test(hook.name())
                    && !scope.cancellation().isCancelled()) {
                try {
                    disturbance(record, hook).ifPresent(failure -> disturbed(hook, failure));
                } catch (Exception e) {
                    BackupException failure = Failures.of(e, Family.HOOK, "hook " + hook.name(), scope.cancellation());
                    if (failure instanceof CancelledException
                            && !scope.cancellation().isCancelled()) {
                        throw failure;
                    }
                    disturbed(hook, failure.failure());
                }
            }
        }
    }

    private Optional<Failure> disturbance(UndoRecord record, OpenHook hook) throws Exception {
        Duration timeout = hook.use.timeout();
        ParticipantContext context = new ParticipantContext(
                scope, "hook " + hook.name(), phase, Deadline.after(timeout), scope.cancellation());
        AtomicReference<@Nullable Failure> found = new AtomicReference<>();
        try {
            new HookThread(
                            scope.environment().hookThreads(),
                            () -> found.set(
                                    hook.hook.disturbance(record, context).orElse(null)))
                    .perform(timeout, scope.cancellation(), () -> HookUndo.late(hook.name(), "look back", timeout));
        } finally {
            problems.addAll(context.problems());
        }
        return Optional.ofNullable(found.get());
    }

    private void disturbed(OpenHook hook, Failure failure) {
        if (scope.cancellation().isCancelled()) {
            return;
        }
        if (!hook.use.mandatory()) {
            report(hook.name(), Problem.of(Severity.WARNING, failure));
        } else if (disturbance == null) {
            disturbance = new HookException(failure);
            scope.found("hook " + hook.name(), Problem.of(Severity.ERROR, failure));
        } else {
            report(hook.name(), Problem.of(Severity.ERROR, failure));
        }
    }

    /** Undoes all that hooks wrote down, in reverse order. Idempotent; what could not be undone stays in the journal. */
    public void undo() {
        undo(name -> true);
    }

    private synchronized void undo(Predicate<String> which) {
        if (closed) {
            // The journal is somebody else's by now.
            return;
        }
        for (OpenHook hook : opened.values()) {
            if (which.test(hook.name())) {
                hook.leave();
            }
        }
        List<Map.Entry<Integer, UndoRecord>> records =
                new ArrayList<>(scope.journal().content().pending().entrySet());
        Collections.reverse(records);
        for (Map.Entry<Integer, UndoRecord> pending : records) {
            UndoRecord record = pending.getValue();
            String name = record.owner().name();
            OpenHook hook = opened.get(name);
            if (record.owner().role() == ParticipantId.Role.HOOK && hook != null && which.test(name)) {
                undo(pending.getKey(), record, hook);
            }
        }
    }

    private void undo(int number, UndoRecord record, OpenHook hook) {
        String name = hook.name();
        try {
            undoing.undo(hook.hook, record, hook.use.timeout(), problems::add, () -> undone(number, record, hook));
        } catch (Exception e) {
            stuck(
                    number,
                    name,
                    Failure.of(
                                    "HF-HOK-004",
                                    "hook " + name + " could not undo its act on " + record.resource() + ": "
                                            + e.getMessage())
                            .hint("Bring " + record.resource()
                                    + " back by hand if it is urgent, then run recover until it is clean.")
                            .with("resource", record.resource()));
        }
    }

    private void undone(int number, UndoRecord record, OpenHook hook) {
        String name = hook.name();
        if (hook.isEntering()) {
            stuck(
                    number,
                    name,
                    Failure.of(
                                    "HF-HOK-007",
                                    "hook " + name + " does not end its act on " + record.resource()
                                            + ", though it was told to, and may stop it again")
                            .hint("Look whether " + record.resource()
                                    + " runs, and run recover when this process has ended.")
                            .with("resource", record.resource()));
            return;
        }
        stuck.remove(number);
        settle(number, record, name);
    }

    private void settle(int number, UndoRecord record, String name) {
        pauses.end(number)
                .ifPresent(pause -> scope.environment()
                        .listeners()
                        .onEvent(new PauseEnded(
                                scope.id(), scope.environment().clock().instant(), pause)));
        try {
            scope.journal().settle(number);
        } catch (UncheckedIOException e) {
            LOG.warn("the undo of hook {} on {} could not be noted", name, record.resource(), e);
            report(
                    name,
                    Problem.of(
                            Severity.WARNING,
                            Failure.of(
                                            "HF-HOK-006",
                                            "hook " + name + " undid its act on " + record.resource()
                                                    + ", but that could not be noted: " + e.getMessage())
                                    .hint(
                                            "Look at the disk of the state directory; the next start undoes the act again.")
                                    .with("resource", record.resource())));
        }
        scope.environment()
                .listeners()
                .onEvent(new HookUndone(scope.id(), scope.environment().clock().instant(), name));
    }

    private void stuck(int number, String hook, Failure failure) {
        Problem problem = Problem.of(Severity.ERROR, failure);
        @Nullable Problem before = stuck.put(number, problem);
        if (before == null || !before.equals(problem)) {
            scope.found("hook " + hook, problem);
        }
    }

    private void report(String hook, Problem problem) {
        problems.add(problem);
        scope.found("hook " + hook, problem);
    }

    /** Returns what went wrong with hooks; what could not be undone comes first, as nothing is graver. */
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>();
        synchronized (stuck) {
            all.addAll(stuck.values());
        }
        synchronized (problems) {
            all.addAll(problems);
        }
        return List.copyOf(all);
    }

    /** Returns the failure of the first act that could not be undone, or else of the first error that a hook reported. */
    public Optional<HookException> failure() {
        return problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .findFirst()
                .map(problem -> new HookException(problem.failure()));
    }

    /** Returns how long hooks held anything still. */
    public Duration pause() {
        return pauses.total();
    }

    /** Returns what was held still, and for how long. */
    public List<ServicePause> pauses() {
        return pauses.all();
    }

    /** Closes the hooks; undoes nothing, that is {@link #undo()}'s business. */
    @Override
    public synchronized void close() {
        closed = true;
        for (OpenHook hook : opened.values()) {
            hook.forgetWatch();
            try {
                hook.hook.close();
            } catch (Exception e) {
                LOG.warn("closing hook {}", hook.name(), e);
            }
        }
    }

    /** What a hook may do while it enters, and not any more when it is left. */
    private final class Entering implements EnterAccess {
        private final OpenHook hook;

        Entering(OpenHook hook) {
            this.hook = hook;
        }

        @Override
        public void writeDown(UndoRecord record) {
            synchronized (hook) {
                hook.requireEntering(record.resource());
                pauses.begin(scope.writeDown(record), hook.name(), record.resource());
            }
        }

        @Override
        public Map<String, UndoRecord> claim(Collection<String> resources) throws InterruptedException {
            hook.requireEntering(String.join(", ", resources));
            List<Lease> leases = new ArrayList<>();
            try {
                return new Claims(scope).enter(resources, hook.name(), Deadline.after(hook.use.timeout()), leases);
            } finally {
                hook.hold(leases);
            }
        }
    }

    /** A hook from its opening to its undo; its monitor is held while a record is written, and while it is left, so that none comes too late. */
    private static final class OpenHook {
        private final HookUse use;
        private final LifecycleHook hook;
        private @Nullable HookThread entering;
        private @Nullable ScheduledFuture<?> watch;
        private final List<Lease> claims = new ArrayList<>();
        private boolean left;

        OpenHook(HookUse use, LifecycleHook hook) {
            this.use = use;
            this.hook = hook;
        }

        String name() {
            return use.hook().name();
        }

        synchronized void begin(HookThread act, ScheduledFuture<?> pauseWatch) {
            entering = act;
            watch = pauseWatch;
        }

        synchronized boolean isEntering() {
            return entering != null && !entering.hasEnded();
        }

        synchronized void requireEntering(String resource) {
            if (left) {
                throw new HookException(
                        Failure.of("HF-HOK-005", "hook " + name() + " may not act any more, as it is being undone")
                                .with("resource", resource));
            }
        }

        synchronized void hold(List<Lease> leases) {
            if (left) {
                leases.forEach(Lease::close);
            } else {
                claims.addAll(leases);
            }
        }

        synchronized void giveUpClaims() {
            claims.forEach(Lease::close);
            claims.clear();
        }

        /** Lets it write no more, and its enter end. The wait is outside of the monitor, which the enter may be waiting for. */
        void leave() {
            @Nullable HookThread act;
            synchronized (this) {
                left = true;
                act = entering;
            }
            forgetWatch();
            if (act != null) {
                act.endUninterrupted();
            }
            giveUpClaims();
        }

        synchronized void forgetWatch() {
            if (watch != null) {
                watch.cancel(false);
                watch = null;
            }
        }
    }
}
