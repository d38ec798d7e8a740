package dev.holdfast.backup.scheduler.internal.lease;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.Interruption;
import dev.holdfast.backup.scheduler.internal.lease.LeaseRows.Holder;
import dev.holdfast.backup.scheduler.internal.owner.Owners;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.LeaseService;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;

/**
 * Leases in PostgreSQL, for nodes that share it. They live with their process: one that is declared dead holds nothing, and one that cannot beat
 * loses all by itself, before anybody may take over. Thread-safe.
 */
public final class DatabaseLeases implements LeaseService {

    private static final long POLL_MILLIS = 250;
    private static final Duration SLOWEST_LOOK = Duration.ofSeconds(10);
    /** In place of a number that a lease can have: another node thinks this one dead, which the next beat finds out. */
    private static final long DECLARED_DEAD = 0;

    private final Database database;
    private final Owners owners;
    private final Queue<DatabaseLease> unreleased = new ConcurrentLinkedQueue<>();

    /**
     * Makes the service.
     *
     * @param database the database
     * @param owners this process, which is registered
     */
    public DatabaseLeases(Database database, Owners owners) {
        this.database = database;
        this.owners = owners;
        owners.alsoDo(this::releaseLate);
    }

    @Override
    public Lease acquire(LeaseRequest request) throws InterruptedException {
        Deadline deadline = Deadline.after(request.patience());
        while (true) {
            // Taken before the row: what is lost in between is lost with the lease.
            long generation = owners.generation();
            requireConfirmed(request);
            OptionalLong fence = tryAcquire(request);
            if (fence.isPresent() && fence.getAsLong() != DECLARED_DEAD) {
                return new DatabaseLease(this, request.resource(), fence.getAsLong(), generation);
            }
            if (deadline.isOver()) {
                if (fence.isPresent()) {
                    throw silentNode(request);
                }
                throw taken(request);
            }
            TimeUnit.MILLISECONDS.sleep(
                    Math.max(1, Math.min(POLL_MILLIS, deadline.remaining().toMillis())));
        }
    }

    private void requireConfirmed(LeaseRequest request) {
        if (!owners.isConfirmed()) {
            throw silentNode(request);
        }
    }

    private LeaseException silentNode(LeaseRequest request) {
        return new LeaseException(Failure.of(
                        LeaseException.UNCONFIRMED,
                        "no beat of this node has reached the database for "
                                + owners.silentFor().toSeconds() + " s")
                .hint("Look at the database and the network to it; others may take over what this node works on.")
                .retry(RetryStatus.LATER)
                .with("resource", request.resource()));
    }

    private OptionalLong tryAcquire(LeaseRequest request) throws InterruptedException {
        try {
            return database.beating().inTransaction(handle -> {
                LeaseRows rows = new LeaseRows(handle);
                return rows.livesUntilTheEnd(database.owner())
                        ? rows.tryAcquire(
                                request, database.owner(), database.clock().instant())
                        : OptionalLong.of(DECLARED_DEAD);
            });
        } catch (JdbiException e) {
            Interruption.rethrow(e);
            throw silent(request, e);
        }
    }

    private static LeaseException silent(LeaseRequest request, JdbiException cause) {
        return new LeaseException(
                Failure.of(
                                LeaseException.AWAY,
                                "the database of leases does not answer: " + DatabaseFaults.reason(cause))
                        .hint("Look at the database; without it nobody can tell whether another node is at work.")
                        .retry(RetryStatus.LATER)
                        .with("resource", request.resource()),
                cause);
    }

    private LeaseException taken(LeaseRequest request) {
        Optional<Holder> holder;
        try {
            holder = database.beating().withHandle(handle -> new LeaseRows(handle).firstHolder(request.resource()));
        } catch (JdbiException e) {
            throw silent(request, e);
        }
        String who = holder.map(found -> "node " + found.node() + " (" + found.purpose() + ") since " + found.since())
                .orElse("another node");
        return new LeaseException(Failure.of(LeaseException.IN_USE, request.resource() + " is in use by " + who)
                .hint("Wait until it is done, or end it.")
                .retry(RetryStatus.LATER)
                .with("resource", request.resource()));
    }

    /** Whether a lease stands as far as this process can tell; does not block. */
    boolean stands(long generation) {
        return owners.generation() == generation;
    }

    Duration beat() {
        Duration beats = owners.interval();
        return beats.compareTo(SLOWEST_LOOK) < 0 ? beats : SLOWEST_LOOK;
    }

    String lostBecause() {
        return owners.lostBecause();
    }

    /** Whether the database says that a lease is held; empty if it does not answer. */
    Optional<Boolean> ask(DatabaseLease lease) {
        Optional<Boolean> answer = askOnce(lease);
        // The first may have had a connection to a server that was started again since.
        return answer.isPresent() ? answer : askOnce(lease);
    }

    private Optional<Boolean> askOnce(DatabaseLease lease) {
        try {
            return Optional.of(database.beating()
                    .withHandle(
                            handle -> new LeaseRows(handle).isHeld(lease.resource(), lease.fence(), database.owner())));
        } catch (JdbiException e) {
            return Optional.empty();
        }
    }

    void release(DatabaseLease lease) {
        // While the database is away only the first of many leases waits for it.
        if (!unreleased.isEmpty() || !releaseNow(lease)) {
            // Kept until the database answers again, or until this process has left it.
            unreleased.add(lease);
        }
    }

    private boolean releaseNow(DatabaseLease lease) {
        try {
            database.beating().useTransaction(handle -> new LeaseRows(handle).release(lease.resource(), lease.fence()));
            return true;
        } catch (JdbiException e) {
            return false;
        }
    }

    private void releaseLate() {
        for (DatabaseLease lease = unreleased.peek(); lease != null && releaseNow(lease); lease = unreleased.peek()) {
            unreleased.poll();
        }
    }
}
