package dev.holdfast.backup.scheduler.internal.owner;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Micros;
import dev.holdfast.backup.scheduler.internal.store.RunRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of processes within one transaction. */
final class OwnerRows {

    private static final Duration KEEP_ENDED = Duration.ofDays(30);

    private final Handle handle;

    OwnerRows(Handle handle) {
        this.handle = handle;
    }

    /** Makes the row of a process, or lets one that was declared dead live again; what it had is gone. */
    void enter(String id, String node, String role, String version, Instant now) {
        dropLeases(id);
        handle.createUpdate("INSERT INTO holdfast_owner (id, node, role, version, started_at, beat, ended)"
                        + " VALUES (:id, :node, :role, :version, :now, 1, 0)"
                        + " ON CONFLICT (id) DO UPDATE SET ended = 0, beat = holdfast_owner.beat + 1")
                .bind("id", id)
                .bind("node", node)
                .bind("role", role)
                .bind("version", version)
                .bind("now", Micros.of(now))
                .execute();
    }

    /** Drops what nobody asks for any more. */
    void forgetEnded(Instant now) {
        long before = Micros.of(now.minus(KEEP_ENDED));
        handle.createUpdate("DELETE FROM holdfast_owner_job WHERE owner IN"
                        + " (SELECT id FROM holdfast_owner WHERE ended = 1 AND started_at < :before)")
                .bind("before", before)
                .execute();
        handle.createUpdate("DELETE FROM holdfast_owner WHERE ended = 1 AND started_at < :before")
                .bind("before", before)
                .execute();
    }

    /** Says that a process lives; false if it was declared dead. */
    boolean beat(String id) {
        return handle.createUpdate("UPDATE holdfast_owner SET beat = beat + 1 WHERE id = :id AND ended = 0")
                        .bind("id", id)
                        .execute()
                > 0;
    }

    List<OwnerView> living() {
        return handle.createQuery("SELECT id, node, role, version, started_at, beat FROM holdfast_owner"
                        + " WHERE ended = 0 ORDER BY node, id")
                .map((row, context) -> new OwnerView(
                        row.getString("id"),
                        row.getString("node"),
                        row.getString("role"),
                        row.getString("version"),
                        Micros.instant(row.getLong("started_at")),
                        row.getLong("beat")))
                .list();
    }

    boolean lives(String id) {
        return handle.createQuery("SELECT 1 FROM holdfast_owner WHERE id = :id AND ended = 0")
                .bind("id", id)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent();
    }

    /**
     * Ends what a dead process has, unless it has beaten since: its leases, its runs, its picks. That the version of a picked row grows keeps a
     * process that comes back after all from saying when it is due next.
     */
    Optional<DeadOwner> declareDead(OwnerView owner, Instant now) {
        int ended = handle.createUpdate(
                        "UPDATE holdfast_owner SET ended = 1 WHERE id = :id AND beat = :beat AND ended = 0")
                .bind("id", owner.id())
                .bind("beat", owner.beat())
                .execute();
        if (ended == 0) {
            return Optional.empty();
        }
        dropLeases(owner.id());
        handle.createUpdate("UPDATE holdfast_task SET picked = false, picked_by = NULL, last_heartbeat = NULL,"
                        + " version = version + 1 WHERE picked = true AND picked_by = :id")
                .bind("id", owner.id())
                .execute();
        Problem problem = died("the process on node " + owner.node() + " died in this run");
        List<RunRecord> runs = new RunRows(handle).interrupt(owner.id(), now, problem);
        return Optional.of(new DeadOwner(owner.id(), owner.node(), runs));
    }

    private static Problem died(String message) {
        return new Problem(
                Severity.ERROR,
                "HF-SCH-021",
                message,
                "Look at that node's log; what it left behind is ended there, at its next start or by recover.");
    }

    /** Ends what processes have under way that are known to be gone. */
    void endLeftOver(Instant now) {
        RunRows runs = new RunRows(handle);
        for (String owner : runs.deadOwners()) {
            runs.interrupt(owner, now, died("the process died in this run, or left it behind"));
        }
    }

    /** A process ends in order. */
    void leave(String id) {
        dropLeases(id);
        handle.createUpdate("UPDATE holdfast_owner SET ended = 1 WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    private void dropLeases(String id) {
        handle.createUpdate("DELETE FROM holdfast_lease WHERE owner = :id")
                .bind("id", id)
                .execute();
    }
}
