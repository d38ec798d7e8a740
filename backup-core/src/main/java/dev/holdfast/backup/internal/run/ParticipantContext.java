package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.Progress;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** What one participant of an operation gets to see of it; collects the participant's problems. Thread-safe. */
public final class ParticipantContext implements HookContext {

    private final RunScope scope;
    private final String object;
    private final HookPhase phase;
    private final Deadline deadline;
    private final ProgressMeter meter;
    private final CancellationSource cancellation;
    private final EnterAccess access;
    private final List<Problem> problems = new ArrayList<>();
    private volatile boolean servicesRest;

    /**
     * Makes a context.
     *
     * @param scope the operation
     * @param object the participant, as people read it
     * @param phase the phase
     */
    public ParticipantContext(RunScope scope, String object, HookPhase phase) {
        this(scope, object, phase, scope.deadline(), scope.cancellation());
    }

    /**
     * Makes a context with bounds of its own.
     *
     * @param scope the operation
     * @param object the participant, as people read it
     * @param phase the phase
     * @param deadline when its act must be over
     * @param cancellation tells when to end
     */
    public ParticipantContext(
            RunScope scope, String object, HookPhase phase, Deadline deadline, CancellationSource cancellation) {
        this(scope, object, phase, deadline, cancellation, EnterAccess.of(scope));
    }

    /**
     * Makes a context for a hook that enters.
     *
     * @param scope the operation
     * @param object the participant, as people read it
     * @param phase the phase
     * @param deadline when its act must be over
     * @param cancellation tells when to end
     * @param access writes down ways back and claims
     */
    ParticipantContext(
            RunScope scope,
            String object,
            HookPhase phase,
            Deadline deadline,
            CancellationSource cancellation,
            EnterAccess access) {
        this.access = access;
        this.scope = scope;
        this.object = object;
        this.phase = phase;
        this.deadline = deadline;
        this.cancellation = cancellation;
        Environment environment = scope.environment();
        this.meter = new ProgressMeter(scope.id(), object, environment.clock(), environment.listeners()::onEvent);
    }

    @Override
    public String run() {
        return scope.id();
    }

    @Override
    public Clock clock() {
        return scope.environment().clock();
    }

    @Override
    public Executor executor() {
        return scope.environment().executor();
    }

    @Override
    public int parallelism() {
        return scope.environment().parallelism();
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public Scratch scratch(long bytes) throws IOException {
        return scope.scratch(bytes);
    }

    @Override
    public void undo(UndoRecord record) {
        access.writeDown(record);
    }

    @Override
    public void problem(Problem problem) {
        synchronized (problems) {
            problems.add(problem);
        }
        scope.found(object, problem);
    }

    /** Returns the problems reported so far. */
    public List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /** Says that hooks will hold services still before what is live is changed. */
    public void expectRest() {
        servicesRest = true;
    }

    @Override
    public boolean servicesRest() {
        return servicesRest;
    }

    @Override
    public Progress progress() {
        return meter;
    }

    /** Returns the meter behind {@link #progress()}. */
    public ProgressMeter meter() {
        return meter;
    }

    @Override
    public CommandRunner commands() {
        return scope.environment().commands();
    }

    @Override
    public Map<String, UndoRecord> claim(Collection<String> resources) throws InterruptedException {
        return access.claim(resources);
    }

    @Override
    public HookPhase phase() {
        return phase;
    }
}
