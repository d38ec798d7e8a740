package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.TargetRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** What the history learns of one operation, from its beginning to its end. For one thread. */
public final class HistoryLog {

    /** More is in the log and beside the backups; nobody reads so many, and each page carries them. */
    private static final int MAX_PROBLEMS = 200;

    private final Environment environment;
    private final RunRecord begun;
    private final List<TargetRecord> targets = new ArrayList<>();
    private final List<RemovalRecord> removals = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Duration pause = Duration.ZERO;
    private List<ServicePause> pauses = List.of();

    private HistoryLog(Environment environment, RunRecord begun) {
        this.environment = environment;
        this.begun = begun;
    }

    /**
     * Remembers that an operation begins.
     *
     * @param environment what the host gave
     * @param id the operation's id
     * @param kind what is done
     * @param job the job's name, or empty
     * @param cause why, and for whom
     * @return the log of it
     */
    public static HistoryLog begin(Environment environment, String id, RunKind kind, String job, RunCause cause) {
        HistoryLog log = new HistoryLog(
                environment,
                RunRecord.begun(id, kind, job, cause, environment.clock().instant()));
        environment.history().record(log.begun);
        return log;
    }

    /**
     * Remembers an operation without a job, whatever its end.
     *
     * @param environment what the host gave
     * @param id the operation's id
     * @param kind what is done
     * @param operation does it, and says what came of it
     * @param <R> what it returns
     * @return what it returns
     */
    static <R> R of(Environment environment, String id, RunKind kind, Logged<R> operation) {
        HistoryLog log = begin(environment, id, kind, "", environment.cause());
        return log.around(() -> operation.run(log));
    }

    /** An operation that says what came of it. */
    interface Logged<R> {
        R run(HistoryLog log);
    }

    private <R> R around(Supplier<R> operation) {
        boolean returned = false;
        try {
            R result = operation.get();
            returned = true;
            end(RunState.SUCCEEDED);
            return result;
        } catch (BackupException e) {
            problem(Problem.of(Severity.ERROR, e.failure()));
            end(e instanceof CancelledException ? RunState.CANCELLED : RunState.FAILED);
            returned = true;
            throw e;
        } finally {
            if (!returned) {
                end(RunState.FAILED);
            }
        }
    }

    /** Notes what came of a target. */
    public void target(TargetRecord target) {
        targets.add(target);
    }

    /** Notes what came of several targets. */
    public void targets(Collection<TargetRecord> all) {
        targets.addAll(all);
    }

    /** Notes a backup that was removed. */
    public void removal(RemovalRecord removal) {
        removals.add(removal);
    }

    /** Notes something that went wrong. */
    public void problem(Problem problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** Notes all that went wrong. */
    public void problems(Collection<Problem> all) {
        all.forEach(this::problem);
    }

    /** Notes what hooks held still. */
    public void paused(Duration whole, List<ServicePause> each) {
        pause = whole;
        pauses = each;
    }

    /**
     * Remembers that it ended. An operation that nothing failed and that has problems is remembered as degraded, or as failed if one is an error.
     *
     * @param state how
     */
    public void end(RunState state) {
        RunState how = state == RunState.SUCCEEDED ? worst() : state;
        environment
                .history()
                .record(begun.ended(how, environment.clock().instant(), targets, removals, problems)
                        .paused(pause, pauses));
    }

    private RunState worst() {
        if (problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
            return RunState.FAILED;
        }
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.WARNING)
                ? RunState.DEGRADED
                : RunState.SUCCEEDED;
    }
}
