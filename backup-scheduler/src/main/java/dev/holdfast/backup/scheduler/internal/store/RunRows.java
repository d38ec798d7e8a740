package dev.holdfast.backup.scheduler.internal.store;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.TargetRecord;
import dev.holdfast.backup.scheduler.internal.db.Micros;
import dev.holdfast.backup.scheduler.internal.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of runs within one transaction. */
public final class RunRows {

    /** What {@link RunRecord#supersedes} says, as SQL, so that two processes cannot both look first and then write. */
    private static final String SUPERSEDES = certainty("excluded") + " >= " + certainty("holdfast_run");

    private static final String PUT =
            "INSERT INTO holdfast_run (run, started_at, kind, job, state, finished_at, due_at, attempt, node, owner,"
                    + " origin, who, bytes, original_bytes, entries, pause_ms, detail)"
                    + " VALUES (:run, :started, :kind, :job, :state, :finished, :due, :attempt, :node, :owner, :origin, :who, :bytes,"
                    + " :original, :entries, :pause, :detail)"
                    + " ON CONFLICT (run) DO UPDATE SET started_at = excluded.started_at, kind = excluded.kind, job = excluded.job,"
                    + " state = excluded.state, finished_at = excluded.finished_at, due_at = excluded.due_at, attempt = excluded.attempt,"
                    + " node = excluded.node, owner = excluded.owner, origin = excluded.origin, who = excluded.who, bytes = excluded.bytes,"
                    + " original_bytes = excluded.original_bytes, entries = excluded.entries, pause_ms = excluded.pause_ms,"
                    + " detail = excluded.detail WHERE " + SUPERSEDES;

    private final Handle handle;

    /**
     * Makes it.
     *
     * @param handle with a transaction
     */
    public RunRows(Handle handle) {
        this.handle = handle;
    }

    private static String certainty(String row) {
        return "CASE " + row + ".state WHEN 'RUNNING' THEN 0 WHEN 'INTERRUPTED' THEN 1 ELSE 2 END";
    }

    /**
     * Writes a run, unless what is there is more certain.
     *
     * @param run the run
     * @param owner the process that does it
     */
    public void put(RunRecord run, String owner) {
        int written = handle.createUpdate(PUT)
                .bind("run", run.id())
                .bind("started", Micros.of(run.startedAt()))
                .bind("kind", run.kind().name())
                .bind("job", run.job())
                .bind("state", run.state().name())
                .bind("finished", Micros.ofNullable(run.finishedAt()))
                .bind("due", Micros.ofNullable(run.cause().dueAt()))
                .bind("attempt", run.cause().attempt())
                .bind("node", run.node())
                .bind("owner", owner)
                .bind("origin", run.cause().trigger().name())
                .bind("who", run.cause().requester())
                .bind("bytes", run.storedBytes())
                .bind("original", run.originalBytes())
                .bind(
                        "entries",
                        run.targets().stream().mapToLong(TargetRecord::entries).sum())
                .bind("pause", run.pause().toMillis())
                .bind("detail", RunJson.write(run))
                .execute();
        if (written > 0) {
            putTargets(run);
            putRemovals(run);
        }
    }

    private void putTargets(RunRecord run) {
        handle.createUpdate("DELETE FROM holdfast_run_target WHERE run = :run")
                .bind("run", run.id())
                .execute();
        TreeSet<String> targets = new TreeSet<>();
        run.targets().forEach(target -> targets.add(target.target()));
        run.removals().forEach(removal -> targets.add(removal.target()));
        if (targets.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO holdfast_run_target (target, started_at, run, kind, state) VALUES (:target, :at, :run, :kind, :state)");
        for (String target : targets) {
            batch.bind("target", target)
                    .bind("at", Micros.of(run.startedAt()))
                    .bind("run", run.id())
                    .bind("kind", run.kind().name())
                    .bind("state", run.state().name())
                    .add();
        }
        batch.execute();
    }

    private void putRemovals(RunRecord run) {
        handle.createUpdate("DELETE FROM holdfast_removal WHERE run = :run")
                .bind("run", run.id())
                .execute();
        if (run.removals().isEmpty()) {
            return;
        }
        Instant at = Objects.requireNonNullElse(run.finishedAt(), run.startedAt());
        PreparedBatch batch =
                handle.prepareBatch("INSERT INTO holdfast_removal (run, position, removed_at, backup, target, store,"
                        + " bytes, reasons) VALUES (:run, :position, :at, :backup, :target, :store, :bytes, :reasons)");
        int position = 0;
        for (RemovalRecord removal : run.removals()) {
            batch.bind("run", run.id())
                    .bind("position", position++)
                    .bind("at", Micros.of(at))
                    .bind("backup", removal.backup().value())
                    .bind("target", removal.target())
                    .bind("store", removal.store())
                    .bind("bytes", removal.bytes())
                    .bind("reasons", Json.write(removal.reasons()))
                    .add();
        }
        batch.execute();
    }

    /**
     * Marks the runs of a process that is dead.
     *
     * @param owner the process
     * @param now when that was found
     * @param problem what to say
     * @return the runs it was found in, as they are remembered now
     */
    public List<RunRecord> interrupt(String owner, Instant now, Problem problem) {
        List<RunRecord> interrupted = new ArrayList<>();
        handle.createQuery("SELECT detail FROM holdfast_run WHERE owner = :owner AND state = 'RUNNING'")
                .bind("owner", owner)
                .map((row, context) -> RunJson.read(row.getString(1)))
                .list()
                .forEach(run -> interrupted.add(interrupt(run, owner, now, problem)));
        return interrupted;
    }

    private RunRecord interrupt(RunRecord run, String owner, Instant now, Problem problem) {
        List<Problem> problems = new ArrayList<>(run.problems());
        problems.add(problem);
        RunRecord ended =
                run.ended(RunState.INTERRUPTED, later(now, run.startedAt()), run.targets(), run.removals(), problems);
        put(ended, owner);
        return ended;
    }

    /**
     * Finds processes that have runs under way and do not live: each was declared dead and began something before it noticed, or left while it had
     * something under way.
     *
     * @return their ids
     */
    public List<String> deadOwners() {
        return handle.createQuery("SELECT DISTINCT owner FROM holdfast_run WHERE state = 'RUNNING'"
                        + " AND owner NOT IN (SELECT id FROM holdfast_owner WHERE ended = 0)")
                .mapTo(String.class)
                .list();
    }

    /** The clock of who finds it may be behind. */
    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
