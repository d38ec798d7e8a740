package dev.holdfast.backup.internal.restore;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RestoreRecord;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.engine.RestoreState;
import dev.holdfast.backup.event.RestoreAdvanced;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.journal.JournalContent;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.internal.run.Environment;
import dev.holdfast.backup.internal.run.Failures;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.internal.run.HistoryLog;
import dev.holdfast.backup.internal.run.HookRunner;
import dev.holdfast.backup.internal.run.Ids;
import dev.holdfast.backup.internal.run.Recovery;
import dev.holdfast.backup.internal.run.Resources;
import dev.holdfast.backup.internal.run.RunScope;
import dev.holdfast.backup.internal.run.StateDirectory;
import dev.holdfast.backup.internal.run.Undoing;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers restores by their journals, and ends them: rollback, confirm, recovery. */
public final class RestoreKeeper implements Recovery.RestoreRecovery {

    /** How many restores that are over are remembered. */
    static final int REMEMBERED = 100;

    /** The note that names the state an ending was on its way to. */
    private static final String ENDING = "ending";

    /** The note's value when an ending was refused before its first act. */
    private static final String NOT_ENDING = "";

    private static final Set<RestoreState> OPEN =
            EnumSet.of(RestoreState.STAGING, RestoreState.SWAPPED, RestoreState.STUCK);
    private static final Duration TIMEOUT = Duration.ofDays(1);

    private final Environment environment;

    /**
     * Makes the keeper.
     *
     * @param environment what the host gave
     */
    public RestoreKeeper(Environment environment) {
        this.environment = environment;
    }

    /** Returns the restores that are remembered, newest first. */
    public List<RestoreRecord> list() {
        List<RestoreRecord> records = new ArrayList<>();
        for (Path file : environment.state().restoreJournals()) {
            try {
                RestoreJournal.read(Journal.read(file)).ifPresent(records::add);
            } catch (IOException e) {
                if (Files.exists(file)) {
                    throw StateDirectory.unusable(file, e);
                }
            }
        }
        records.sort(Comparator.comparing(RestoreRecord::startedAt)
                .thenComparing(RestoreRecord::id)
                .reversed());
        return records;
    }

    /** Forgets the oldest restores that are over. */
    public void forgetOld() {
        List<RestoreRecord> over =
                list().stream().filter(record -> !OPEN.contains(record.state())).toList();
        for (RestoreRecord record : over.subList(Math.min(REMEMBERED, over.size()), over.size())) {
            Path file = environment.state().restoreJournal(record.id());
            try (Journal journal = Journal.adopt(file).orElse(null)) {
                if (journal != null) {
                    journal.remove();
                }
            } catch (IOException e) {
                throw StateDirectory.unusable(file, e);
            }
        }
    }

    /**
     * Undoes a restore: the old one is live again.
     *
     * @param id the restore's id
     * @return how that ended
     */
    public RestoreReport rollback(String id) {
        return remembered(RunKind.ROLLBACK, () -> end(id, "rollback", RestoreState.ROLLED_BACK, RestoreKeeper::undo));
    }

    /**
     * Drops what a restore kept for the rollback.
     *
     * @param id the restore's id
     * @return how that ended
     */
    public RestoreReport confirm(String id) {
        return remembered(RunKind.CONFIRM, () -> end(id, "confirm", RestoreState.CONFIRMED, RestoreKeeper::release));
    }

    private RestoreReport remembered(RunKind kind, Supplier<RestoreReport> ending) {
        String operation = Ids.operation(environment.clock().instant());
        HistoryLog log = HistoryLog.begin(environment, operation, kind, "", environment.cause());
        try {
            RestoreReport report = ending.get();
            RestoreOperation.remember(log, report);
            return report;
        } catch (BackupException e) {
            log.problem(Problem.of(Severity.ERROR, e.failure()));
            log.end(RunState.FAILED);
            throw e;
        }
    }

    /**
     * Returns the safety backup of a restore in place.
     *
     * @param id the restore's id
     * @return the backup, which is pinned as long as the restore can be rolled back
     */
    public Optional<BackupId> safetyBackup(String id) {
        try {
            return safety(Journal.read(journalOf(id)));
        } catch (IOException e) {
            throw StateDirectory.unusable(environment.state().restoreJournal(id), e);
        }
    }

    private static Optional<BackupId> safety(JournalContent content) {
        return Optional.ofNullable(content.notes().get(RestoreOperation.SAFETY)).map(BackupId::new);
    }

    private static Left release(RunScope scope, RestoreRecord record) {
        Undoing undoing = new Undoing(scope, scope.journal());
        List<Problem> problems = undoing.releaseTargets();
        return new Left(problems, undoing.refusal(), Rest.NONE);
    }

    private static Left undo(RunScope scope, RestoreRecord record) throws Exception {
        Undoing undoing = new Undoing(scope, scope.journal());
        List<Problem> problems = new ArrayList<>(undoing.undo(EnumSet.of(ParticipantId.Role.TARGET)));
        Optional<BackupId> safety = safety(scope.journal().content());
        if (problems.isEmpty() && safety.isPresent()) {
            problems.addAll(new SafetyRollback(scope).rollBack(safety.get()));
        }
        return new Left(problems, undoing.refusal(), Rest.NONE);
    }

    /** What could not be ended, and why somebody refused. */
    private record Left(List<Problem> problems, Optional<RefusedException> refusal, Rest rest) {}

    /** How hooks held services still meanwhile, and what became of that. */
    private record Rest(
            Duration pause, List<ServicePause> pauses, List<Problem> problems, Optional<HookException> stuck) {

        private static final Rest NONE = new Rest(Duration.ZERO, List.of(), List.of(), Optional.empty());

        static Rest of(HookRunner hooks) {
            return new Rest(hooks.pause(), hooks.pauses(), hooks.problems(), hooks.failure());
        }
    }

    private Path journalOf(String id) {
        Path file = environment.state().restoreJournal(id);
        if (id.isEmpty() || id.indexOf('/') >= 0 || !Files.exists(file)) {
            throw new ConfigurationException(Failure.of("HF-RES-007", "there is no restore " + id)
                    .hint("restores lists those that are remembered."));
        }
        return file;
    }

    private RestoreReport end(String id, String verb, RestoreState goal, Ending ending) {
        Path file = journalOf(id);
        try (Journal journal = Journal.adopt(file)
                .orElseThrow(() -> new LeaseException(Failure.of("HF-RES-008", "restore " + id + " is under way")
                        .hint("Wait until it is done, or end it.")
                        .retry(RetryStatus.LATER)))) {
            RestoreRecord record = RestoreJournal.read(journal.content())
                    .orElseThrow(() -> new IOException("restore " + id + " has no beginning"));
            requireSwapped(record, verb);
            return ended(journal, record, verb, goal, ending);
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }

    private static void requireSwapped(RestoreRecord record, String verb) {
        if (record.state() != RestoreState.SWAPPED) {
            throw new RefusedException(Failure.of(
                            "HF-RES-009",
                            "restore " + record.id() + " is " + record.state().word() + ", so there is nothing to "
                                    + verb)
                    .hint("Only a restore that is swapped keeps the old one."));
        }
    }

    private RestoreReport ended(Journal journal, RestoreRecord record, String verb, RestoreState goal, Ending ending)
            throws IOException {
        CancellationSource cancellation = new CancellationSource();
        List<Problem> problems = new ArrayList<>();
        @Nullable BackupException failure = null;
        RestoreState state = record.state();
        Rest rest = Rest.NONE;
        try (RunScope scope = new RunScope(environment, record.id(), journal, cancellation, TIMEOUT)) {
            hold(scope, record, verb);
            // From here on there is one way only: a crash in the middle is carried to the same end by recovery.
            journal.append(new JournalEntry.Noted(ENDING, goal.name()));
            int pending = journal.content().pending().size();
            Left outcome = goal == RestoreState.ROLLED_BACK ? paused(scope, record, ending) : ending.end(scope, record);
            List<Problem> left = outcome.problems();
            problems.addAll(left);
            rest = outcome.rest();
            problems.addAll(rest.problems());
            if (journal.content().pending().isEmpty()) {
                journal.append(RestoreJournal.reached(goal));
                state = goal;
            } else if (outcome.refusal().isPresent()
                    && journal.content().pending().size() == pending) {
                // Nothing was done, so both ways are still open.
                journal.append(new JournalEntry.Noted(ENDING, NOT_ENDING));
                failure = outcome.refusal().get();
            } else if (!left.isEmpty()) {
                failure = new TargetException(new Failure(
                        left.get(0).code(),
                        left.get(0).message(),
                        left.get(0).hint(),
                        left.get(0).context(),
                        RetryStatus.LATER));
            }
        } catch (Exception e) {
            failure = Failures.of(e, Family.TARGET, verb + " of restore " + record.id(), cancellation);
        }
        // A service that stays stopped hides nothing that failed before it, and is a failure even if nothing else is.
        failure = failure == null ? rest.stuck().orElse(null) : failure;
        RestoreRecord now = new RestoreRecord(
                record.id(), record.backup(), record.target(), record.way(), state, record.startedAt());
        Instant at = environment.clock().instant();
        if (state == goal) {
            environment.listeners().onEvent(new RestoreAdvanced(record.id(), at, record.backup(), goal.word()));
        }
        boolean warned = problems.stream().anyMatch(problem -> problem.severity() == Severity.WARNING);
        RunState end = failure != null ? RunState.FAILED : warned ? RunState.DEGRADED : RunState.SUCCEEDED;
        return new RestoreReport(now, end, at, rest.pause(), rest.pauses(), 0, 0, problems, failure);
    }

    private Left paused(RunScope scope, RestoreRecord record, Ending ending) throws Exception {
        List<HookUse> uses = RestoreJournal.fact(scope.journal().content(), "job")
                .map(environment.jobs()::get)
                .map(Job::hooks)
                .orElse(List.of());
        try (HookRunner hooks = new HookRunner(scope, uses, HookPhase.RESTORE)) {
            Left left;
            try {
                hooks.enter();
                left = ending.end(scope, record);
            } finally {
                hooks.undo();
            }
            return new Left(left.problems(), left.refusal(), Rest.of(hooks));
        }
    }

    private void hold(RunScope scope, RestoreRecord record, String verb) {
        try {
            scope.hold(environment
                    .leases()
                    .acquire(new LeaseRequest(
                            Resources.target(record.target().name()),
                            LeaseMode.EXCLUSIVE,
                            verb + " " + record.id(),
                            Duration.ZERO)));
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
        }
    }

    @Override
    public Optional<Recovery.Ended> end(Journal journal, RunScope scope) {
        Optional<RestoreRecord> record = RestoreJournal.read(journal.content());
        boolean pending = !journal.content().pending().isEmpty();
        if (record.isEmpty() || !(pending || OPEN.contains(record.get().state()))) {
            return Optional.empty();
        }
        @Nullable String noted = journal.content().notes().get(ENDING);
        @Nullable String ending = NOT_ENDING.equals(noted) ? null : noted;
        boolean swapped = record.get().state() == RestoreState.SWAPPED;
        boolean hooksLeft = journal.content().pending().values().stream()
                .anyMatch(undo -> undo.owner().role() == ParticipantId.Role.HOOK);
        if (swapped && ending == null && !hooksLeft) {
            return Optional.empty();
        }
        RestoreState goal = ending != null ? RestoreState.valueOf(ending) : RestoreState.INTERRUPTED;
        List<Problem> problems = new ArrayList<>();
        if (!swapped || ending != null) {
            problems.addAll(carryOn(scope, record.get(), goal == RestoreState.CONFIRMED));
        } else {
            goal = RestoreState.SWAPPED;
        }
        problems.addAll(new Undoing(scope, journal).undo(EnumSet.of(ParticipantId.Role.HOOK)));
        boolean clean = problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
        try {
            journal.append(RestoreJournal.reached(clean ? goal : RestoreState.STUCK));
        } catch (IOException e) {
            throw StateDirectory.unusable(journal.file(), e);
        }
        return Optional.of(new Recovery.Ended(scope.id(), problems));
    }

    private static List<Problem> carryOn(RunScope scope, RestoreRecord record, boolean release) {
        try {
            return (release ? release(scope, record) : undo(scope, record)).problems();
        } catch (Exception e) {
            BackupException failure =
                    Failures.of(e, Family.TARGET, "recovery of restore " + scope.id(), new CancellationSource());
            return List.of(Problem.of(Severity.ERROR, failure.failure()));
        }
    }

    private interface Ending {
        Left end(RunScope scope, RestoreRecord record) throws Exception;
    }
}
