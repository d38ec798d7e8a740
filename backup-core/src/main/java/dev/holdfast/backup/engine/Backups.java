package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.Catalog;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.restore.RestoreKeeper;
import dev.holdfast.backup.internal.restore.RestoreOperation;
import dev.holdfast.backup.internal.restore.RestorePlanner;
import dev.holdfast.backup.internal.run.BackupKeeper;
import dev.holdfast.backup.internal.run.CheckOperation;
import dev.holdfast.backup.internal.run.Environment;
import dev.holdfast.backup.internal.run.Expiration;
import dev.holdfast.backup.internal.run.Failures;
import dev.holdfast.backup.internal.run.HistoryLog;
import dev.holdfast.backup.internal.run.Ids;
import dev.holdfast.backup.internal.run.Participants;
import dev.holdfast.backup.internal.run.Recovery;
import dev.holdfast.backup.internal.run.RunOperation;
import dev.holdfast.backup.internal.run.RunScope;
import dev.holdfast.backup.internal.run.Sweep;
import dev.holdfast.backup.internal.run.Transfers;
import dev.holdfast.backup.internal.run.VerifyOperation;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.UndoRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A host's backups: the jobs it runs, the stores it has, and all that can be done with them. Thread-safe.
 *
 * <pre>{@code
 * try (Backups backups = Backups.builder()
 *         .store("local", DirectoryStore.at(Path.of("/var/backups/shop")))
 *         .job(Job.named("nightly")
 *                 .protect(FilesTarget.named("uploads").path(uploads))
 *                 .keep(Retention.last(7).daily(14)))
 *         .build()) {
 *     backups.run("nightly").orThrow();
 * }
 * }</pre>
 *
 * <p>Methods that take a backup's id throw {@link ConfigurationException} {@code HF-CAT-020} if there is none. Closing cancels what runs and
 * waits for it.
 */
public final class Backups implements AutoCloseable {

    private static final Duration PLAN_TIMEOUT = Duration.ofMinutes(30);

    private final Environment environment;
    private final HostThreads threads;
    private final Set<Work<?>> working;

    Backups(Environment environment, HostThreads threads) {
        this(environment, threads, ConcurrentHashMap.newKeySet());
    }

    private Backups(Environment environment, HostThreads threads, Set<Work<?>> working) {
        this.environment = environment;
        this.threads = threads;
        this.working = working;
    }

    /** {@return a builder without stores and jobs} */
    public static BackupsBuilder builder() {
        return new BackupsBuilder();
    }

    /** {@return the jobs, implied ones included, in the host's order} */
    public List<Job> jobs() {
        return List.copyOf(environment.jobs().values());
    }

    /**
     * Starts a run. What processes that are gone left behind is recovered first.
     *
     * @param request what to run
     * @return the run
     * @throws ConfigurationException {@code HF-RUN-054} if there is no such job, {@code HF-RUN-055} if the job has no such target
     * @throws RefusedException {@code HF-REC-004} if an earlier act on the same resource could not be undone
     */
    public RunHandle start(RunRequest request) {
        Job job = job(request.job());
        for (String target : request.targets()) {
            if (job.targets().stream().noneMatch(t -> t.covers(target))) {
                throw new ConfigurationException(
                        Failure.of("HF-RUN-055", "job " + job.name() + " has no target \"" + target + "\"")
                                .hint("Its targets are: " + targetNames(job) + "."));
            }
        }
        Environment theirs = environment.because(request.causeOr(environment.cause()));
        String id = operationId();
        try {
            requireNothingStuck(job);
        } catch (RefusedException e) {
            HistoryLog log = HistoryLog.begin(theirs, id, RunKind.BACKUP, job.name(), theirs.cause());
            log.problem(Problem.of(Severity.ERROR, e.failure()));
            log.end(RunState.REFUSED);
            throw e;
        }
        CancellationSource cancellation = new CancellationSource();
        RunOperation operation = new RunOperation(theirs, job, request, id, cancellation, true);
        return begin(new RunWork(id, cancellation, operation::run));
    }

    private static String targetNames(Job job) {
        return String.join(", ", job.targets().stream().map(t -> t.id().name()).toList());
    }

    private Job job(String name) {
        Job job = environment.jobs().get(name);
        if (job == null) {
            throw new ConfigurationException(Failure.of("HF-RUN-054", "there is no job \"" + name + "\"")
                    .hint("The jobs are: "
                            + String.join(", ", environment.jobs().keySet()) + "."));
        }
        return job;
    }

    private void requireNothingStuck(Job job) {
        for (UndoRecord record :
                recovery(operationId(), new CancellationSource()).stuckAfterRun()) {
            ParticipantId owner = record.owner();
            boolean ours = owner.role() == ParticipantId.Role.TARGET
                    ? job.targets().stream().anyMatch(t -> t.covers(owner.name()))
                    // Another job's hook of that name is on other things; should it not be, its claim tells.
                    : job.hooks().stream()
                            .map(HookUse::hook)
                            .anyMatch(hook -> hook.name().equals(owner.name())
                                    && hook.type().equals(record.type())
                                    && hook.settings().equals(record.settings()));
            if (ours) {
                throw new RefusedException(Failure.of(
                                "HF-REC-004", "an earlier act of " + owner.name() + " could not be undone yet")
                        .hint("Run recover and do what it says; until then job " + job.name() + " does not run."));
            }
        }
    }

    private <W extends Work<?>> W begin(W work) {
        working.add(work);
        work.whenDone(() -> working.remove(work));
        try {
            threads.executor().execute(work::perform);
        } catch (RejectedExecutionException e) {
            working.remove(work);
            throw e;
        }
        return work;
    }

    private <R> Work<R> operation(BiFunction<String, CancellationSource, R> act) {
        String id = operationId();
        CancellationSource cancellation = new CancellationSource();
        return begin(new Work<>(id, cancellation, () -> act.apply(id, cancellation)));
    }

    /** Waits for a caller who is not told of interrupts: one cancels, and is there again when what was under way has ended. */
    private static <R> R join(Work<R> work) {
        try {
            return work.await();
        } catch (InterruptedException e) {
            work.cancel();
            try {
                return work.awaitCancelled().orElseThrow(() -> new CancelledException(Failures.CANCELLED, e));
            } catch (InterruptedException again) {
                throw new CancelledException(Failures.CANCELLED, again);
            } finally {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Runs a job and waits for its end; an interrupt cancels it.
     *
     * @param job the job's name
     * @return the report, whatever the state
     * @throws InterruptedException if this thread is interrupted
     */
    public RunReport run(String job) throws InterruptedException {
        return run(RunRequest.of(job));
    }

    /**
     * Runs and waits for the end; an interrupt cancels.
     *
     * @param request what to run
     * @return the report, whatever the state
     * @throws InterruptedException if this thread is interrupted
     */
    public RunReport run(RunRequest request) throws InterruptedException {
        RunHandle handle = start(request);
        try {
            return handle.await();
        } catch (InterruptedException e) {
            handle.cancel();
            throw e;
        }
    }

    /**
     * Tells whether backups could work now; changes nothing.
     *
     * @param jobsOrTargets the names of jobs or targets; empty for all
     * @return the findings
     */
    public CheckReport check(List<String> jobsOrTargets) {
        return new CheckOperation(environment, operationId()).check(jobsOrTargets);
    }

    private String operationId() {
        return Ids.operation(environment.clock().instant());
    }

    /**
     * Looks up what was done: runs, restores, verifications, removals and their reasons.
     *
     * @param query which
     * @return a page, newest first
     * @throws dev.holdfast.backup.BackupException if the host's history does not answer
     */
    public HistoryPage history(HistoryQuery query) {
        return environment.history().page(query);
    }

    /**
     * Looks up one run, restore, verification or whatever else was done.
     *
     * @param id its id, as its handle and its report have it
     * @return what is remembered of it
     * @throws dev.holdfast.backup.BackupException if the host's history does not answer
     */
    public Optional<RunRecord> historyOf(String id) {
        return environment.history().find(id);
    }

    /**
     * These backups, for somebody else: what is done with the returned ones is remembered with that cause. They share all with these, work
     * under way included; closing either closes both.
     *
     * @param cause why things are done, and for whom
     * @return the same backups
     */
    public Backups because(RunCause cause) {
        return new Backups(environment.because(cause), threads, working);
    }

    /** {@return what backups there are, over all stores} */
    public Catalog catalog() {
        return new Catalog(
                List.copyOf(environment.stores().definitions().keySet()),
                environment.stores()::open,
                environment.state().cache(),
                environment.executor());
    }

    /**
     * Starts to prove backups in every store that has them; the result is noted beside them.
     *
     * @param backups which; empty for all
     * @param level how far
     * @return the verification, with a result per backup and store
     */
    public OperationHandle<VerifyReport> startVerify(Collection<BackupId> backups, VerificationLevel level) {
        return verification(backups, level);
    }

    private Work<VerifyReport> verification(Collection<BackupId> backups, VerificationLevel level) {
        List<BackupId> chosen = List.copyOf(backups);
        return operation(
                (id, cancellation) -> new VerifyOperation(environment, id, cancellation).verify(chosen, level));
    }

    /**
     * Proves backups in every store that has them and notes the result beside them; an interrupt cancels.
     *
     * @param backups which; empty for all
     * @param level how far
     * @return a result per backup and store
     */
    public VerifyReport verify(Collection<BackupId> backups, VerificationLevel level) {
        return join(verification(backups, level));
    }

    /**
     * Computes what a restore would do; changes nothing.
     *
     * @param options what to restore, and how
     * @return the plan
     */
    public RestorePlan planRestore(RestoreOptions options) {
        try (RunScope scope = new RunScope(environment, operationId(), null, new CancellationSource(), PLAN_TIMEOUT)) {
            return new RestorePlanner(scope).plan(options);
        }
    }

    /**
     * Starts to carry out a plan; it is computed again first.
     *
     * @param plan the plan
     * @return the restore, whose report fails with {@code HF-RES-001} if the plan is stale
     */
    public RestoreHandle startRestore(RestorePlan plan) {
        recovery(operationId(), new CancellationSource()).run();
        String id = operationId();
        CancellationSource cancellation = new CancellationSource();
        RestoreOperation operation = new RestoreOperation(
                environment, plan, id, cancellation, target -> safetyBackup(target, id, cancellation));
        return begin(new RestoreWork(id, cancellation, operation::run));
    }

    /** Makes the pinned backup that a restore in place can be rolled back to; the restore holds the target's lease already. */
    private BackupId safetyBackup(String target, String restore, CancellationSource cancellation) {
        Job job = new Participants(environment)
                .jobsOf(target).stream()
                        .findFirst()
                        .orElseThrow(() -> new ConfigurationException(Failure.of(
                                        "HF-RES-010",
                                        "no job has the target " + target + ", so there can be no safety backup")
                                .hint("Configure the target, or restore to another place.")));
        RunRequest request = RunRequest.of(job.name()).target(target).label("safety-backup-of", restore);
        RunReport report = new RunOperation(
                        environment, job.withoutRetention(), request, operationId(), cancellation, false)
                .run()
                .orThrow();
        BackupId id = report.backups().get(0).backup().orElseThrow().id();
        pin(id, "safety backup of restore " + restore);
        return id;
    }

    /**
     * Carries out a plan and waits for the end; an interrupt cancels.
     *
     * @param plan the plan
     * @return the report, whatever the state
     * @throws InterruptedException if this thread is interrupted
     */
    public RestoreReport restore(RestorePlan plan) throws InterruptedException {
        RestoreHandle handle = startRestore(plan);
        try {
            return handle.await();
        } catch (InterruptedException e) {
            handle.cancel();
            throw e;
        }
    }

    /** {@return the restores that are remembered, newest first: those that can be rolled back, and the last hundred that are over} */
    public List<RestoreRecord> restores() {
        return new RestoreKeeper(environment).list();
    }

    /**
     * Undoes a restore: the old one is live again.
     *
     * @param restore the restore's id
     * @return how that ended
     */
    public RestoreReport rollback(String restore) {
        RestoreKeeper keeper = new RestoreKeeper(environment);
        Optional<BackupId> safety = keeper.safetyBackup(restore);
        RestoreReport report = keeper.rollback(restore);
        unpinSafety(report, safety);
        return report;
    }

    /**
     * Drops what a restore kept for a rollback.
     *
     * @param restore the restore's id
     * @return how that ended
     */
    public RestoreReport confirm(String restore) {
        RestoreKeeper keeper = new RestoreKeeper(environment);
        Optional<BackupId> safety = keeper.safetyBackup(restore);
        RestoreReport report = keeper.confirm(restore);
        unpinSafety(report, safety);
        keeper.forgetOld();
        return report;
    }

    private void unpinSafety(RestoreReport report, Optional<BackupId> safety) {
        if (report.state().isUsable() && report.restore().way() == RestoreWay.IN_PLACE) {
            safety.ifPresent(this::unpin);
        }
    }

    /**
     * Judges backups by the rules of jobs; removes nothing.
     *
     * @param jobs the names of jobs; empty for all that have rules
     * @return the verdicts
     */
    public ExpirePlan planExpire(List<String> jobs) {
        List<Job> chosen = jobs.isEmpty()
                ? environment.jobs().values().stream()
                        .filter(job -> job.policy().isPresent())
                        .toList()
                : jobs.stream().map(this::job).toList();
        return new Expiration(environment, operationId(), new CancellationSource()).plan(chosen);
    }

    /**
     * Starts to remove what a plan drops, as far as it is still there and not pinned since. Cancelled, it ends behind the backup it is at; what
     * it removed until then stays removed.
     *
     * @param plan the plan
     * @return the expiry, with how many copies were removed
     */
    public OperationHandle<Integer> startExpire(ExpirePlan plan) {
        return expiry(plan);
    }

    private Work<Integer> expiry(ExpirePlan plan) {
        return operation((id, cancellation) -> new Expiration(environment, id, cancellation).apply(plan));
    }

    /**
     * Removes what a plan drops, as far as it is still there and not pinned since; an interrupt cancels.
     *
     * @param plan the plan
     * @return how many copies were removed
     */
    public int expire(ExpirePlan plan) {
        return join(expiry(plan));
    }

    /**
     * Keeps a backup whatever the rules say.
     *
     * @param backup the backup
     * @param reason why, at most 160 bytes of UTF-8
     */
    public void pin(BackupId backup, String reason) {
        new BackupKeeper(environment, operationId()).pin(backup, reason);
    }

    /**
     * Lets the rules decide about a backup again.
     *
     * @param backup the backup
     */
    public void unpin(BackupId backup) {
        new BackupKeeper(environment, operationId()).unpin(backup);
    }

    /**
     * Removes a backup from every store.
     *
     * @param backup the backup
     * @throws RefusedException {@code HF-EXP-001} if it is pinned, {@code HF-EXP-002} if it is the last good one of a target that a job has
     */
    public void delete(BackupId backup) {
        new BackupKeeper(environment, operationId()).delete(backup);
    }

    /**
     * Copies a backup to a store that does not have it; the bytes are checked on the way; an interrupt cancels.
     *
     * @param backup the backup
     * @param store the name of the store to copy to
     */
    public void copy(BackupId backup, String store) {
        join(operation((id, cancellation) -> {
            new Transfers(environment, id, cancellation).copy(backup, store);
            return true;
        }));
    }

    /**
     * Copies a backup to a directory, which then is a store of its own; an interrupt cancels.
     *
     * @param backup the backup
     * @param directory the directory
     */
    public void export(BackupId backup, Path directory) {
        join(operation((id, cancellation) -> {
            new Transfers(environment, id, cancellation).export(backup, directory);
            return true;
        }));
    }

    /**
     * Copies all backups of a store that lies in a directory; an interrupt cancels.
     *
     * @param directory the directory
     * @param store the name of the store to copy to, or {@code null} for the host's only one
     * @return the backups that were copied; those that are there already are left out
     */
    public List<BackupId> importFrom(Path directory, @Nullable String store) {
        return join(operation(
                (id, cancellation) -> new Transfers(environment, id, cancellation).importFrom(directory, store)));
    }

    /**
     * Starts to remove what no manifest names, when it is older than three days and than twice the longest timeout of a job. One store is swept
     * by one process at a time: another one's sweep fails with {@code HF-LEA-001} when it is through with the other stores. Cancelled, it ends behind the backup whose remains it is at.
     *
     * @return the sweep, with how many objects were removed
     */
    public OperationHandle<Integer> startSweep() {
        return sweeping();
    }

    private Work<Integer> sweeping() {
        return operation((id, cancellation) -> new Sweep(environment, id, cancellation).run());
    }

    /**
     * Removes what no manifest names, as {@link #startSweep()} does; an interrupt cancels.
     *
     * @return how many objects were removed
     */
    public int sweep() {
        return join(sweeping());
    }

    /**
     * Starts to end what processes that are gone left behind. Cancelled, it ends behind the run or restore it is at, however long its services
     * take to start: what it began to undo is not left half undone. The others wait for the next recovery.
     *
     * @return the recovery, with what was done
     */
    public OperationHandle<RecoveryReport> startRecover() {
        return recovering();
    }

    private Work<RecoveryReport> recovering() {
        return operation((id, cancellation) -> {
            RecoveryReport report = recovery(id, cancellation).run();
            // A process that was killed before it had a journal left nothing but what the history says of it.
            environment.history().recover();
            return report;
        });
    }

    /**
     * Ends what processes that are gone left behind; an interrupt cancels.
     *
     * @return what was done
     */
    public RecoveryReport recover() {
        return join(recovering());
    }

    private Recovery recovery(String id, CancellationSource cancellation) {
        return new Recovery(environment, id, new RestoreKeeper(environment), cancellation);
    }

    /** Cancels what runs and waits for it; then gives up the threads that are not the host's. */
    @Override
    public void close() {
        List<Work<?>> running = new ArrayList<>(new LinkedHashSet<>(working));
        running.forEach(Work::cancel);
        for (Work<?> work : running) {
            work.awaitQuietly();
        }
        threads.close();
    }

    /** A run at work. */
    private static final class RunWork extends Work<RunReport> implements RunHandle {
        RunWork(String id, CancellationSource cancellation, Supplier<RunReport> operation) {
            super(id, cancellation, operation);
        }
    }

    /** A restore at work. */
    private static final class RestoreWork extends Work<RestoreReport> implements RestoreHandle {
        RestoreWork(String id, CancellationSource cancellation, Supplier<RestoreReport> operation) {
            super(id, cancellation, operation);
        }
    }
}
