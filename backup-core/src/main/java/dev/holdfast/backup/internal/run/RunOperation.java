package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.engine.BackupResult;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.engine.RunRequest;
import dev.holdfast.backup.event.RunFinished;
import dev.holdfast.backup.event.RunStarted;
import dev.holdfast.backup.event.StoreDropped;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a job, from the leases to the report: lease → check → space → hooks enter → captures → hooks undo → verify → commit → expire.
 *
 * <p>Each target goes its own way once leases, stores and hooks are there: one that fails has no backup, and the others go on.
 */
public final class RunOperation {

    private static final Logger LOG = LoggerFactory.getLogger(RunOperation.class);

    private final Environment environment;
    private final Job job;
    private final RunRequest request;
    private final String id;
    private final CancellationSource cancellation;
    private final boolean leasing;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Problem> dropped = new TreeMap<>();
    private Duration pause = Duration.ZERO;
    private final List<ServicePause> pauses = new ArrayList<>();
    private final List<RemovalRecord> removals = new ArrayList<>();
    private @Nullable HookException stuck;
    private @Nullable HistoryLog log;

    /**
     * Makes a run.
     *
     * @param environment what the host gave
     * @param job the job
     * @param request what of it to run
     * @param id the run's id
     * @param cancellation tells when to end
     * @param leasing whether to lease the targets; false if the caller holds them
     */
    public RunOperation(
            Environment environment,
            Job job,
            RunRequest request,
            String id,
            CancellationSource cancellation,
            boolean leasing) {
        this.environment = environment;
        this.job = job;
        this.request = request;
        this.id = id;
        this.cancellation = cancellation;
        this.leasing = leasing;
    }

    /**
     * Runs; never throws for what a participant did.
     *
     * @return how it ended
     */
    public RunReport run() {
        Instant startedAt = environment.clock().instant();
        List<TargetDefinition> targets = chosenTargets();
        if (!request.waiting()) {
            tellOfBeginning();
        }
        List<BackupResult> results = new ArrayList<>();
        @Nullable BackupException failure = null;
        try {
            results.addAll(journaled(targets, startedAt));
        } catch (BackupException e) {
            failure = e;
        } catch (RuntimeException e) {
            LOG.error("run {} of {} broke", id, job.name(), e);
            failure = Failures.of(e, Family.TARGET, "run of " + job.name(), cancellation);
        }
        return finish(startedAt, targets, results, failure);
    }

    /** Does nothing if that was told before. */
    private HistoryLog tellOfBeginning() {
        if (log == null) {
            log = HistoryLog.begin(environment, id, RunKind.BACKUP, job.name(), environment.cause());
            environment
                    .listeners()
                    .onEvent(new RunStarted(
                            id,
                            environment.clock().instant(),
                            job.name(),
                            chosenTargets().stream().map(t -> t.id().name()).toList()));
        }
        return log;
    }

    private List<TargetDefinition> chosenTargets() {
        return job.targets().stream()
                .filter(target -> request.targets().isEmpty()
                        || request.targets().stream().anyMatch(name -> isFor(target, name)))
                .toList();
    }

    /** A name of a target of its own is not taken for that of a group's member. */
    private boolean isFor(TargetDefinition target, String name) {
        boolean own = job.targets().stream().anyMatch(t -> t.id().name().equals(name));
        return own ? target.id().name().equals(name) : target.covers(name);
    }

    private List<BackupResult> journaled(List<TargetDefinition> targets, Instant startedAt) {
        JournalEntry.Opened first = new JournalEntry.Opened(
                "run", id, startedAt.toString(), RunFacts.of(RunKind.BACKUP, job.name(), environment.cause()));
        environment.state().create();
        try (Journal journal = Journal.create(environment.state().runJournal(id), first)) {
            try (RunScope scope = new RunScope(environment, id, journal, cancellation, job.timeout())) {
                return leased(scope, targets);
            } finally {
                cleanUp(journal);
            }
        } catch (IOException e) {
            throw StateDirectory.unusable(environment.state().runJournal(id), e);
        }
    }

    /** Removes what was not committed; whatever cannot be removed or undone now stays in the journal for a later recovery. */
    private void cleanUp(Journal journal) throws IOException {
        problems.addAll(new UncommittedBackups(environment).remove(journal));
        if (journal.content().pending().isEmpty() && journal.content().begun().isEmpty()) {
            journal.remove();
        }
    }

    private List<BackupResult> leased(RunScope scope, List<TargetDefinition> targets) {
        if (log != null) {
            scope.phase("lease", "");
        }
        // In the order of names, so that two jobs with the same targets cannot wait for each other.
        if (leasing) {
            targets.stream().map(target -> target.id().name()).sorted().forEach(name -> lease(scope, name));
        }
        tellOfBeginning();
        // Backups start when their leases are held, so what the manifests of two runs of one target say of their times
        // does not overlap.
        Instant startedAt = environment.clock().instant();
        scope.phase("stores", "");
        try (OpenStores open = openStores()) {
            return around(scope, open.all(), targets, startedAt);
        }
    }

    private void lease(RunScope scope, String target) {
        try {
            scope.hold(environment
                    .leases()
                    .acquire(new LeaseRequest(
                            Resources.target(target), LeaseMode.EXCLUSIVE, "create " + job.name(), Duration.ZERO)));
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
        }
    }

    private OpenStores openStores() {
        OpenStores open = new OpenStores();
        List<String> names = job.stores().isEmpty()
                ? List.copyOf(environment.stores().definitions().keySet())
                : job.stores();
        @Nullable BackupException first = null;
        for (String name : names) {
            try {
                open.add(environment.stores().openForWriting(name));
            } catch (BackupException e) {
                first = first == null ? e : first;
                drop(name, e);
            }
        }
        if (open.all().isEmpty() && first != null) {
            throw first;
        }
        return open;
    }

    private void drop(String store, BackupException why) {
        Problem problem = Problem.of(Severity.WARNING, why.failure());
        dropped.put(store, problem);
        environment.listeners().onEvent(new StoreDropped(id, environment.clock().instant(), store, problem));
    }

    private List<BackupResult> around(
            RunScope scope, List<NamedStore> open, List<TargetDefinition> targets, Instant startedAt) {
        List<TargetRun> runs = new ArrayList<>();
        List<BackupResult> results = new ArrayList<>();
        Instant dueAt = environment.cause().dueAt();
        @Nullable DueBackups due = dueAt == null ? null : new DueBackups(scope, job.name(), dueAt, open);
        try {
            for (TargetDefinition target : targets) {
                if (!isMade(due, target, results)) {
                    checked(scope, target, startedAt, runs, due, results);
                }
            }
            if (runs.isEmpty()) {
                return results;
            }
            List<Need> needs =
                    runs.stream().flatMap(run -> run.needs().stream()).toList();
            new HookChecks(scope, HookPhase.CAPTURE, needs).require(job.hooks());
            scope.phase("space", "");
            List<NamedStore> usable = withSpace(
                    scope, open, runs.stream().map(TargetRun::definition).toList());
            capture(scope, usable, runs);
            for (TargetRun run : runs) {
                run.commit(() -> requireStillOurs(scope, run.definition().id(), due));
            }
        } finally {
            runs.forEach(TargetRun::close);
            // Targets take back what they made for the run; what is gone already is only noted.
            problems.addAll(new Undoing(scope, scope.journal()).undo(EnumSet.of(ParticipantId.Role.TARGET)));
        }
        runs.stream().map(run -> run.result(dropped)).forEach(results::add);
        expire(scope, open, results);
        return results;
    }

    /** A run that is due has one backup of a target, however often it is begun. */
    private static boolean isMade(@Nullable DueBackups due, TargetDefinition target, List<BackupResult> results) {
        if (due == null || target.isGroup()) {
            return false;
        }
        Optional<BackupResult> made = due.find(target.id());
        made.ifPresent(results::add);
        return made.isPresent();
    }

    /** Adds the run of a target that was checked, or of a group those of its members. */
    private void checked(
            RunScope scope,
            TargetDefinition target,
            Instant startedAt,
            List<TargetRun> runs,
            @Nullable DueBackups due,
            List<BackupResult> results) {
        TargetRun run = new TargetRun(scope, job, request, target, startedAt);
        runs.add(run);
        run.check();
        List<TargetDefinition> members = run.members().orElse(null);
        if (members == null) {
            return;
        }
        try {
            List<TargetDefinition> wanted = wanted(target, members);
            if (leasing) {
                wanted.stream().map(member -> member.id().name()).sorted().forEach(name -> lease(scope, name));
            }
            Instant heldAt = environment.clock().instant();
            runs.remove(run);
            run.close();
            for (TargetDefinition member : wanted) {
                if (isMade(due, member, results)) {
                    continue;
                }
                TargetRun own = new TargetRun(scope, job, request, member, heldAt);
                runs.add(own);
                own.check();
            }
        } catch (BackupException e) {
            run.fail(e);
        }
    }

    private List<TargetDefinition> wanted(TargetDefinition group, List<TargetDefinition> members) {
        for (TargetDefinition member : members) {
            String name = member.id().name();
            Participants participants = new Participants(environment);
            if (!group.covers(name)
                    || participants.target(name).isPresent()
                    || participants.hasCloserGroup(group, name)) {
                throw new ConfigurationException(Failure.of(
                                "HF-RUN-074",
                                "the name " + name + " of a member of "
                                        + group.id().name() + " is taken")
                        .hint("Give the other target of that name another one, or leave the member out.")
                        .with("member", name));
            }
        }
        boolean whole = request.targets().isEmpty()
                || request.targets().contains(group.id().name());
        List<TargetDefinition> wanted = members.stream()
                .filter(member ->
                        whole || request.targets().contains(member.id().name()))
                .toList();
        if (wanted.isEmpty()) {
            throw new ConfigurationException(Failure.of(
                            "HF-RUN-075", "target " + group.id().name() + " has none of the members that are asked for")
                    .hint("Its members now are: "
                            + String.join(
                                    ", ",
                                    members.stream()
                                            .map(member -> member.id().name())
                                            .toList())
                            + "."));
        }
        return wanted;
    }

    private static void requireStillOurs(RunScope scope, TargetId target, @Nullable DueBackups due) {
        scope.confirmLeases();
        if (due != null) {
            due.requireNone(target);
        }
    }

    private List<NamedStore> withSpace(RunScope scope, List<NamedStore> open, List<TargetDefinition> targets) {
        SpaceCheck check = new SpaceCheck(
                scope,
                job.floor(),
                removals::add,
                targets.stream().map(TargetDefinition::id).toList());
        List<NamedStore> usable = new ArrayList<>();
        @Nullable StoreException first = null;
        for (NamedStore store : open) {
            try {
                check.makeRoom(store);
                usable.add(store);
            } catch (StoreException e) {
                first = first == null ? e : first;
                drop(store.name(), e);
            }
        }
        if (usable.isEmpty() && first != null) {
            throw first;
        }
        return usable;
    }

    private void capture(RunScope scope, List<NamedStore> usable, List<TargetRun> runs) {
        try (HookRunner hooks = new HookRunner(scope, job.hooks(), HookPhase.CAPTURE)) {
            try {
                hooks.enter();
                // Those that can hold a moment still do so now and are read when services run again.
                runs.forEach(TargetRun::snapshot);
                runs.stream().filter(run -> !run.hasSnapshot()).forEach(run -> run.capture(usable));
                if (hooks.undoAfterSnapshots()) {
                    captureSnapshots(runs, usable);
                    hooks.undoAfterPhase();
                }
            } finally {
                hooks.undo();
                pause = hooks.pause();
                pauses.addAll(hooks.pauses());
                problems.addAll(hooks.problems());
                stuck = hooks.failure().orElse(null);
            }
            captureSnapshots(runs, usable);
        }
    }

    private static void captureSnapshots(List<TargetRun> runs, List<NamedStore> usable) {
        runs.stream()
                .filter(TargetRun::hasSnapshot)
                .filter(run -> !run.hasBegun())
                .forEach(run -> run.capture(usable));
    }

    private void expire(RunScope scope, List<NamedStore> open, List<BackupResult> results) {
        if (job.policy().isEmpty() || cancellation.isCancelled()) {
            return;
        }
        List<TargetId> good = results.stream()
                .filter(result -> result.state().isUsable())
                .map(BackupResult::target)
                .sorted(Comparator.comparing(TargetId::name))
                .toList();
        scope.phase("expire", "");
        RetentionJudge judge = new RetentionJudge(environment);
        ExpireOperation operation = new ExpireOperation(environment, id, scope.journal(), removals::add);
        for (NamedStore store : open) {
            for (TargetId target : good) {
                try {
                    judge.judge(store, target.name()).ifPresent(judgement -> operation.apply(store, judgement));
                } catch (BackupException e) {
                    // The backup is there; that older ones were not dropped is worth knowing and no reason to fail it.
                    problems.add(Problem.of(Severity.WARNING, e.failure()));
                }
            }
        }
    }

    private RunReport finish(
            Instant startedAt,
            List<TargetDefinition> targets,
            List<BackupResult> results,
            @Nullable BackupException failure) {
        List<BackupResult> complete = new ArrayList<>(results);
        if (complete.isEmpty() && failure != null) {
            RunState state = withoutResult(failure);
            for (TargetDefinition target : targets) {
                complete.add(new BackupResult(target.id(), state, null, List.of(), List.of(), failure));
            }
        }
        @Nullable BackupException first = failure;
        for (BackupResult result : complete) {
            first = first == null ? result.failure() : first;
        }
        // What stays stopped never hides what failed before it, and is a failure even if nothing else is.
        first = first == null ? stuck : first;
        problems.addAll(dropped.values());
        RunState state = overall(complete, first);
        Instant finishedAt = environment.clock().instant();
        RunReport report =
                new RunReport(id, job.name(), state, startedAt, finishedAt, pause, pauses, complete, problems, first);
        if (log == null && failure instanceof LeaseException && failure.retryStatus() == RetryStatus.LATER) {
            // It waits as before.
            return report;
        }
        HistoryLog told = tellOfBeginning();
        List<Problem> all = allProblems(report);
        told.targets(complete.stream().map(HistoryTargets::of).toList());
        told.problems(all);
        told.paused(pause, pauses);
        removals.forEach(told::removal);
        told.end(state);
        environment.listeners().onEvent(new RunFinished(id, finishedAt, job.name(), state, all));
        return report;
    }

    /** Nothing began if another one holds what is needed. */
    private static RunState withoutResult(BackupException failure) {
        if (failure instanceof CancelledException) {
            return RunState.CANCELLED;
        }
        return failure instanceof LeaseException && failure.code().equals(LeaseException.IN_USE)
                ? RunState.REFUSED
                : RunState.FAILED;
    }

    private RunState overall(List<BackupResult> results, @Nullable BackupException failure) {
        if (failure instanceof CancelledException) {
            return RunState.CANCELLED;
        }
        if (results.stream().anyMatch(result -> result.state() == RunState.REFUSED)) {
            return RunState.REFUSED;
        }
        boolean failed = failure != null
                || results.stream().anyMatch(result -> !result.state().isUsable())
                || problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        if (failed) {
            return RunState.FAILED;
        }
        boolean degraded = results.stream().anyMatch(result -> result.state() == RunState.DEGRADED)
                || problems.stream().anyMatch(problem -> problem.severity() == Severity.WARNING);
        return degraded ? RunState.DEGRADED : RunState.SUCCEEDED;
    }

    private static List<Problem> allProblems(RunReport report) {
        Map<Problem, Boolean> all = new LinkedHashMap<>();
        if (report.failure() != null) {
            all.put(Problem.of(Severity.ERROR, report.failure().failure()), true);
        }
        report.problems().forEach(problem -> all.put(problem, true));
        report.backups().forEach(backup -> backup.problems().forEach(problem -> all.put(problem, true)));
        return List.copyOf(all.keySet());
    }
}
