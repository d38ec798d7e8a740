package dev.holdfast.backup.internal.restore;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StalePlanException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RestorePlan;
import dev.holdfast.backup.engine.RestoreRecord;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.engine.RestoreState;
import dev.holdfast.backup.event.RestoreAdvanced;
import dev.holdfast.backup.event.RunFinished;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.internal.read.StoredBackup;
import dev.holdfast.backup.internal.run.BackupFinder;
import dev.holdfast.backup.internal.run.Environment;
import dev.holdfast.backup.internal.run.Failures;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.internal.run.HistoryLog;
import dev.holdfast.backup.internal.run.HistoryTargets;
import dev.holdfast.backup.internal.run.HookChecks;
import dev.holdfast.backup.internal.run.HookRunner;
import dev.holdfast.backup.internal.run.InterruptGate;
import dev.holdfast.backup.internal.run.Need;
import dev.holdfast.backup.internal.run.ParticipantContext;
import dev.holdfast.backup.internal.run.Participants;
import dev.holdfast.backup.internal.run.Proofs;
import dev.holdfast.backup.internal.run.Readers;
import dev.holdfast.backup.internal.run.Resources;
import dev.holdfast.backup.internal.run.RunFacts;
import dev.holdfast.backup.internal.run.RunScope;
import dev.holdfast.backup.internal.run.Undoing;
import dev.holdfast.backup.internal.text.Amounts;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.RestoreAssertion;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TargetDefinition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One restore, from the leases to the report.
 *
 * <p>Staged: stage beside the live one → the host's assertions → hooks enter → swap → hooks undo; so services rest for the swap alone. To
 * another place: the target restores there. In place: safety backup → hooks enter → the target restores → hooks undo.
 */
public final class RestoreOperation {

    /** The note that names the safety backup of a restore in place. */
    static final String SAFETY = "safety";

    private static final Duration TIMEOUT = Duration.ofDays(7);

    private final Environment environment;
    private final RestorePlan plan;
    private final String id;
    private final CancellationSource cancellation;
    private final Function<String, BackupId> safetyBackup;
    private final Instant startedAt;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable HookException stuck;
    private Duration pause = Duration.ZERO;
    private final List<ServicePause> pauses = new ArrayList<>();
    private RestoreState state = RestoreState.STAGING;
    private @Nullable ParticipantContext context;
    private boolean begunInPlace;
    private boolean rolledBack;

    /**
     * Makes a restore.
     *
     * @param environment what the host gave
     * @param plan what to do, as it was read
     * @param id the restore's id
     * @param cancellation tells when to end
     * @param safetyBackup makes a pinned backup of a target, given its name, and returns its id
     */
    public RestoreOperation(
            Environment environment,
            RestorePlan plan,
            String id,
            CancellationSource cancellation,
            Function<String, BackupId> safetyBackup) {
        this.environment = environment;
        this.plan = plan;
        this.id = id;
        this.cancellation = cancellation;
        this.safetyBackup = safetyBackup;
        this.startedAt = environment.clock().instant();
    }

    /**
     * Restores; never throws for what a participant did.
     *
     * @return how it ended
     */
    public RestoreReport run() {
        HistoryLog log = HistoryLog.begin(environment, id, RunKind.RESTORE, jobName(), environment.cause());
        @Nullable BackupException failure = null;
        try {
            journaled();
        } catch (BackupException e) {
            failure = e;
        } catch (RuntimeException | IOException e) {
            failure = Failures.of(
                    e, Family.TARGET, "restore of " + plan.manifest().id(), cancellation);
        }
        // What stays stopped never hides what failed before it, and is a failure even if nothing else is.
        RestoreReport report = finish(failure == null ? stuck : failure);
        remember(log, report);
        return report;
    }

    private String jobName() {
        return job().map(Job::name).orElse("");
    }

    /** Tells the history of a restore, or of the end of one. */
    static void remember(HistoryLog log, RestoreReport report) {
        log.target(HistoryTargets.of(report));
        BackupException failure = report.failure();
        if (failure != null) {
            log.problem(Problem.of(Severity.ERROR, failure.failure()));
        }
        log.problems(report.problems());
        log.paused(report.pause(), report.pauses());
        log.end(report.state());
    }

    private RestoreReport finish(@Nullable BackupException failure) {
        RunState end;
        if (failure != null) {
            end = failure instanceof CancelledException ? RunState.CANCELLED : RunState.FAILED;
        } else if (problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
            end = RunState.FAILED;
        } else {
            boolean warned = problems.stream().anyMatch(problem -> problem.severity() == Severity.WARNING);
            end = warned ? RunState.DEGRADED : RunState.SUCCEEDED;
        }
        Instant now = environment.clock().instant();
        environment.listeners().onEvent(new RunFinished(id, now, "restore", end, problems));
        long bytes = context == null ? 0 : context.meter().bytesBack();
        long entries = context == null ? 0 : context.meter().entriesBack();
        return new RestoreReport(record(), end, now, pause, pauses, bytes, entries, problems, failure);
    }

    private RestoreRecord record() {
        return new RestoreRecord(
                id,
                plan.manifest().id(),
                plan.manifest().target(),
                plan.options().request().way(),
                state,
                startedAt);
    }

    private void journaled() throws IOException {
        environment.state().create();
        JournalEntry.Opened first = RestoreJournal.opened(
                record(), plan.store(), RunFacts.of(RunKind.RESTORE, jobName(), environment.cause()));
        try (Journal journal = Journal.create(environment.state().restoreJournal(id), first)) {
            try (RunScope scope = new RunScope(environment, id, journal, cancellation, TIMEOUT)) {
                restore(scope);
            } catch (IOException | RuntimeException e) {
                boolean overwritten = journal.content().notes().containsKey(SAFETY) && !rolledBack;
                boolean stuck = pendingAfterUndo(journal) || (overwritten && begunInPlace);
                reach(journal, stuck ? RestoreState.STUCK : RestoreState.FAILED);
                throw e;
            }
        }
    }

    private boolean pendingAfterUndo(Journal journal) {
        if (journal.content().pending().isEmpty()) {
            return false;
        }
        // A cancelled restore must still find its way back, so the undo has a cancellation of its own.
        try (RunScope scope = new RunScope(environment, id, journal, new CancellationSource(), TIMEOUT)) {
            List<Problem> left = new Undoing(scope, journal).undoAll();
            problems.addAll(left);
            return !left.isEmpty();
        }
    }

    private void reach(Journal journal, RestoreState reached) throws IOException {
        journal.append(RestoreJournal.reached(reached));
        state = reached;
        environment
                .listeners()
                .onEvent(new RestoreAdvanced(
                        id, environment.clock().instant(), plan.manifest().id(), reached.word()));
    }

    private void restore(RunScope scope) throws IOException {
        RestoreRequest request = plan.options().request();
        BackupManifest manifest = plan.manifest();
        scope.phase("lease", "");
        if (request.way() != RestoreWay.TO) {
            lease(scope, Resources.target(manifest.target().name()), LeaseMode.EXCLUSIVE);
        }
        lease(scope, Resources.backups(plan.store(), manifest.target().name()), LeaseMode.SHARED);
        RestorePlan now = new RestorePlanner(scope).plan(plan.options().from(plan.store()));
        requireFresh(now);
        requirePossible(now);
        requireSpace(now);
        TargetDefinition definition = new Participants(environment).forRestore(manifest);
        ParticipantContext participant =
                new ParticipantContext(scope, manifest.target().name(), HookPhase.RESTORE);
        context = participant;
        participant.progress().expect(manifest.originalBytes(), manifest.entries());
        BackupFinder finder = new BackupFinder(environment);
        try (BackupFinder.Found found = finder.find(manifest.id(), plan.store());
                BackupTarget target = definition.open();
                StoredBackup reader = Readers.open(scope, found.store(), manifest, participant)) {
            switch (request.way()) {
                case STAGED -> staged(scope, target, reader, participant);
                case TO -> to(scope, target, reader, participant);
                case IN_PLACE -> {
                    requireWhole(scope, found);
                    inPlace(scope, target, reader, participant);
                }
            }
        } catch (Exception e) {
            throw Failures.of(e, Family.TARGET, manifest.target().toString(), cancellation);
        } finally {
            problems.addAll(participant.problems());
            participant.meter().tell();
        }
        failOnErrors(participant);
    }

    private void lease(RunScope scope, String resource, LeaseMode mode) {
        try {
            scope.hold(environment
                    .leases()
                    .acquire(new LeaseRequest(
                            resource, mode, "restore " + plan.manifest().id(), Duration.ZERO)));
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
        }
    }

    private void requireFresh(RestorePlan now) {
        if (!now.id().equals(plan.id())) {
            throw new StalePlanException(
                    Failure.of("HF-RES-001", "what plan " + plan.id() + " was computed from has changed")
                            .hint("Preview again, look at the new plan " + now.id() + ", and restore by that.")
                            .with("plan", plan.id())
                            .with("now", now.id()));
        }
    }

    private static void requirePossible(RestorePlan now) {
        for (Problem problem : now.preview().problems()) {
            if (problem.severity() == Severity.ERROR) {
                throw new TargetException(new Failure(
                        problem.code(), problem.message(), problem.hint(), problem.context(), RetryStatus.NEVER));
            }
        }
    }

    private static void requireSpace(RestorePlan now) {
        if (now.preview().bytesNeeded().isPresent() && now.preview().bytesFree().isPresent()) {
            long needed = now.preview().bytesNeeded().getAsLong();
            long free = now.preview().bytesFree().getAsLong();
            if (free < needed) {
                throw new TargetException(Failure.of(
                                "HF-RES-004",
                                "the restore needs " + Amounts.bytes(needed) + ", and " + Amounts.bytes(free)
                                        + " are free there")
                        .hint("Free some space, or restore to another place or only a part.")
                        .retry(RetryStatus.LATER)
                        .with("needed", needed)
                        .with("free", free));
            }
        }
    }

    private void staged(RunScope scope, BackupTarget target, StoredBackup reader, ParticipantContext participant)
            throws Exception {
        StagedRestore ability = target.ability(StagedRestore.class)
                .orElseThrow(() -> new RefusedException(
                        Failure.of("HF-RES-003", target.id() + " cannot be restored beside the live one")
                                .hint("Restore in place, after a safety backup, or to another place.")));
        requireHooks(scope, target, participant);
        scope.phase("stage", target.id().name());
        RestoredCopy copy;
        try (InterruptGate gate = new InterruptGate(cancellation)) {
            copy = ability.stage(reader, plan.options().request(), participant);
        }
        prove(scope, copy, participant);
        failOnErrors(participant);
        cancellation.check();
        try (HookRunner hooks = hooks(scope)) {
            try {
                hooks.enter();
                cancellation.check();
                scope.confirmLeases();
                scope.phase("swap", target.id().name());
                swap(ability, copy, participant);
                reach(scope.journal(), RestoreState.SWAPPED);
                hooks.reportDisturbances();
            } finally {
                undo(hooks);
            }
        }
    }

    /** Without hooks nobody rests, yet whoever uses the live one has to do without it for as long as the swap takes. */
    private void swap(StagedRestore ability, RestoredCopy copy, ParticipantContext participant) throws Exception {
        long before = System.nanoTime();
        try {
            ability.swap(copy, participant);
        } finally {
            pause = Duration.ofNanos(System.nanoTime() - before);
        }
    }

    private void prove(RunScope scope, RestoredCopy copy, ParticipantContext participant) throws Exception {
        for (RestoreAssertion assertion : plan.options().assertions()) {
            scope.phase("prove", assertion.description());
            try {
                assertion.verify(copy, participant);
            } catch (BackupException | InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new TargetException(
                        Failure.of(
                                        "HF-RES-005",
                                        "the restored copy fails \"" + assertion.description() + "\": "
                                                + e.getMessage())
                                .hint("The live one is as it was; look at the backup, or restore another one."),
                        e);
            }
        }
    }

    private void to(RunScope scope, BackupTarget target, StoredBackup reader, ParticipantContext participant)
            throws Exception {
        scope.phase("restore", target.id().name());
        try (InterruptGate gate = new InterruptGate(cancellation)) {
            target.restore(reader, plan.options().request(), participant);
        }
        failOnErrors(participant);
        // What it wrote down was for the case that it did not come to its end.
        List<Problem> left = new Undoing(scope, scope.journal()).releaseTargets();
        problems.addAll(left);
        reach(scope.journal(), left.isEmpty() ? RestoreState.DONE : RestoreState.STUCK);
    }

    /**
     * Reads the whole stored form first: what is found to be damaged half-way through has overwritten half of what was live. The other ways
     * find it before they touch that.
     */
    private void requireWhole(RunScope scope, BackupFinder.Found found) {
        // Its progress is its own: that of the restore begins at nothing.
        ParticipantContext reading =
                new ParticipantContext(scope, plan.manifest().target().name(), HookPhase.RESTORE);
        scope.phase("verify", plan.manifest().id().value());
        List<Problem> damage =
                new Proofs(scope, reading).verify(found.store(), plan.manifest().id(), VerificationLevel.STORED);
        if (!damage.isEmpty()) {
            Problem first = damage.get(0);
            throw new IntegrityException(
                    new Failure(first.code(), first.message(), first.hint(), first.context(), RetryStatus.NEVER));
        }
    }

    private void inPlace(RunScope scope, BackupTarget target, StoredBackup reader, ParticipantContext participant)
            throws Exception {
        requireHooks(scope, target, participant);
        scope.phase("safety", target.id().name());
        BackupId safety = safetyBackup.apply(target.id().name());
        scope.journal().append(new JournalEntry.Noted(SAFETY, safety.value()));
        try (HookRunner hooks = hooks(scope)) {
            try {
                hooks.enter();
                cancellation.check();
                scope.confirmLeases();
                scope.phase("restore", target.id().name());
                overwrite(scope, target, reader, participant, safety);
                reach(scope.journal(), RestoreState.SWAPPED);
                hooks.reportDisturbances();
            } finally {
                undo(hooks);
            }
        }
    }

    private void overwrite(
            RunScope scope, BackupTarget target, StoredBackup reader, ParticipantContext participant, BackupId safety)
            throws Exception {
        begunInPlace = true;
        try {
            try (InterruptGate gate = new InterruptGate(cancellation)) {
                target.restore(reader, plan.options().request(), participant);
            }
            failOnErrors(participant);
        } catch (Exception e) {
            rollBack(scope.journal(), safety, e);
            throw e;
        }
    }

    /** Brings the old content back at once; a cancelled restore too must find its way back, so this has a cancellation of its own. */
    private void rollBack(Journal journal, BackupId safety, Exception failure) {
        try (RunScope own = new RunScope(environment, id + "-back", journal, new CancellationSource(), TIMEOUT)) {
            problems.addAll(new SafetyRollback(own).rollBack(safety));
            rolledBack = true;
        } catch (Exception e) {
            failure.addSuppressed(e);
            problems.add(Problem.of(
                    Severity.ERROR,
                    Failure.of("HF-RES-006", "the old content could not be brought back: " + e.getMessage())
                            .hint("Run recover, or restore " + safety + " in place.")
                            .with("safety", safety)));
        }
    }

    /** Hooks that could not act are found before the work that would be lost by it. */
    private void requireHooks(RunScope scope, BackupTarget target, ParticipantContext participant) throws Exception {
        new HookChecks(scope, HookPhase.RESTORE, Need.of(target, participant)).require(uses());
    }

    private HookRunner hooks(RunScope scope) {
        return new HookRunner(scope, uses(), HookPhase.RESTORE);
    }

    private List<HookUse> uses() {
        return job().map(Job::hooks).orElse(List.of());
    }

    private void undo(HookRunner hooks) {
        hooks.undo();
        if (hooks.pause().compareTo(pause) > 0) {
            pause = hooks.pause();
        }
        pauses.addAll(hooks.pauses());
        problems.addAll(hooks.problems());
        stuck = hooks.failure().orElse(null);
    }

    private Optional<Job> job() {
        return RestoreJob.of(environment, plan.options(), plan.manifest());
    }

    private static void failOnErrors(ParticipantContext participant) {
        for (Problem problem : participant.problems()) {
            if (problem.severity() == Severity.ERROR) {
                throw new TargetException(new Failure(
                        problem.code(), problem.message(), problem.hint(), problem.context(), RetryStatus.NEVER));
            }
        }
    }
}
