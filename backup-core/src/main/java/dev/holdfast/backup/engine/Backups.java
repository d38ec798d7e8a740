package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupId;
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
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.restore.RestoreKeeper;
import dev.holdfast.backup.internal.restore.RestoreOperation;
import dev.holdfast.backup.internal.restore.RestorePlanner;
import dev.holdfast.backup.internal.run.BackupKeeper;
import dev.holdfast.backup.internal.run.CheckOperation;
import dev.holdfast.backup.internal.run.Environment;
import dev.holdfast.backup.internal.run.Expiration;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        RunRequest asked = request.because(causeOf(request));
        String id = Ids.operation(environment.clock().instant());
        try {
            requireNothingStuck(job);
        } catch (RefusedException e) {
            HistoryLog log = HistoryLog.begin(environment, id, RunKind.BACKUP, job.name(), asked.cause());
            log.problem(Problem.of(Severity.ERROR, e.failure()));
            log.end(RunState.REFUSED);
            throw e;
        }
        CancellationSource cancellation = new CancellationSource();
        RunOperation operation = new RunOperation(environment, job, asked, id, cancellation, true);
        return begin(new RunWork(id, cancellation, operation::run));
    }

    private RunCause causeOf(RunRequest request) {
        Instant dueAt = request.dueAt();
        boolean unsaid = request.cause().equals(dueAt == null ? RunCause.HOST : RunCause.HOST.due(dueAt));
        return !unsaid
                ? request.cause()
                : dueAt == null ? environment.cause() : environment.cause().due(dueAt);
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
        for (UndoRecord record : recovery().stuckAfterRun()) {
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
        threads.executor().execute(work::perform);
        return work;
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
     * Proves backups in every store that has them and notes the result beside them.
     *
     * @param backups which; empty for all
     * @param level how far
     * @return a result per backup and store
     */
    public VerifyReport verify(Collection<BackupId> backups, VerificationLevel level) {
        Work<VerifyReport> work = new Work<>(operationId(), new CancellationSource()) {
            @Override
            VerifyReport carryOut() {
                return new VerifyOperation(environment, id(), cancellation()).verify(List.copyOf(backups), level);
            }
        };
        return inline(work);
    }

    /** Runs work on the caller's thread, in the list of what close cancels. */
    private <R> R inline(Work<R> work) {
        working.add(work);
        try {
            return work.carryOut();
        } finally {
            working.remove(work);
        }
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
        recover();
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
        RunRequest request = RunRequest.of(job.name())
                .target(target)
                .label("safety-backup-of", restore)
                .because(environment.cause());
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
        return new Expiration(environment, operationId()).plan(chosen);
    }

    /**
     * Removes what a plan drops, as far as it is still there and not pinned since.
     *
     * @param plan the plan
     * @return how many copies were removed
     */
    public int expire(ExpirePlan plan) {
        return new Expiration(environment, operationId()).apply(plan);
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
     * Copies a backup to a store that does not have it; the bytes are checked on the way.
     *
     * @param backup the backup
     * @param store the name of the store to copy to
     */
    public void copy(BackupId backup, String store) {
        Work<Void> work = new Work<>(operationId(), new CancellationSource()) {
            @Override
            @SuppressWarnings("NullAway") // nothing is returned
            Void carryOut() {
                new Transfers(environment).copy(backup, store, cancellation());
                return null;
            }
        };
        inline(work);
    }

    /**
     * Copies a backup to a directory, which then is a store of its own.
     *
     * @param backup the backup
     * @param directory the directory
     */
    public void export(BackupId backup, Path directory) {
        new Transfers(environment).export(backup, directory, new CancellationSource());
    }

    /**
     * Copies all backups of a store that lies in a directory.
     *
     * @param directory the directory
     * @param store the name of the store to copy to, or {@code null} for the host's only one
     * @return the backups that were copied; those that are there already are left out
     */
    public List<BackupId> importFrom(Path directory, @Nullable String store) {
        return new Transfers(environment).importFrom(directory, store, new CancellationSource());
    }

    /**
     * Removes what no manifest names, when it is older than the longest run.
     *
     * @return how many objects were removed
     */
    public int sweep() {
        return new Sweep(environment).run();
    }

    /**
     * Ends what processes that are gone left behind.
     *
     * @return what was done
     */
    public RecoveryReport recover() {
        return recovery().run();
    }

    private Recovery recovery() {
        return new Recovery(environment, new RestoreKeeper(environment));
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
        private final Supplier<RunReport> operation;

        RunWork(String id, CancellationSource cancellation, Supplier<RunReport> operation) {
            super(id, cancellation);
            this.operation = operation;
        }

        @Override
        RunReport carryOut() {
            return operation.get();
        }

        @Override
        public String run() {
            return id();
        }
    }

    /** A restore at work. */
    private static final class RestoreWork extends Work<RestoreReport> implements RestoreHandle {
        private final Supplier<RestoreReport> operation;

        RestoreWork(String id, CancellationSource cancellation, Supplier<RestoreReport> operation) {
            super(id, cancellation);
            this.operation = operation;
        }

        @Override
        RestoreReport carryOut() {
            return operation.get();
        }

        @Override
        public String restore() {
            return id();
        }
    }
}
