package dev.holdfast.backup.scheduler.internal.lease;

import dev.holdfast.backup.scheduler.internal.db.Micros;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The rows of leases within one transaction. */
final class LeaseRows {

    private final Handle handle;

    LeaseRows(Handle handle) {
        this.handle = handle;
    }

    /** Takes a lease unless somebody has one that it does not go with; the resource's row is locked until the transaction ends. */
    OptionalLong tryAcquire(LeaseRequest request, String owner, Instant now) {
        handle.createUpdate(
                        "INSERT INTO holdfast_resource (resource, fence) VALUES (:resource, 0) ON CONFLICT DO NOTHING")
                .bind("resource", request.resource())
                .execute();
        long fence = handle.createQuery("SELECT fence FROM holdfast_resource WHERE resource = :resource FOR UPDATE")
                .bind("resource", request.resource())
                .mapTo(Long.class)
                .one();
        if (holders(request.resource()).stream()
                .anyMatch(holder -> holder.exclusive() || request.mode() == LeaseMode.EXCLUSIVE)) {
            return OptionalLong.empty();
        }
        handle.createUpdate("UPDATE holdfast_resource SET fence = :fence WHERE resource = :resource")
                .bind("fence", fence + 1)
                .bind("resource", request.resource())
                .execute();
        handle.createUpdate("INSERT INTO holdfast_lease (resource, fence, owner, mode, purpose, since)"
                        + " VALUES (:resource, :fence, :owner, :mode, :purpose, :since)")
                .bind("resource", request.resource())
                .bind("fence", fence + 1)
                .bind("owner", owner)
                .bind("mode", request.mode().name())
                .bind("purpose", request.purpose())
                .bind("since", Micros.of(now))
                .execute();
        return OptionalLong.of(fence + 1);
    }

    /** Whether a process lives; it cannot be declared dead before the transaction ends. */
    boolean livesUntilTheEnd(String owner) {
        return handle.createQuery("SELECT 1 FROM holdfast_owner WHERE id = :owner AND ended = 0 FOR SHARE")
                .bind("owner", owner)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent();
    }

    /** Who holds a resource and lives. */
    List<Holder> holders(String resource) {
        return handle.createQuery(
                        "SELECT o.node, l.purpose, l.since, l.mode FROM holdfast_lease l"
                                + " JOIN holdfast_owner o ON o.id = l.owner WHERE l.resource = :resource AND o.ended = 0 ORDER BY l.fence")
                .bind("resource", resource)
                .map((row, context) -> new Holder(
                        row.getString(1),
                        row.getString(2),
                        Micros.instant(row.getLong(3)),
                        LeaseMode.valueOf(row.getString(4)) == LeaseMode.EXCLUSIVE))
                .list();
    }

    Optional<Holder> firstHolder(String resource) {
        return holders(resource).stream().findFirst();
    }

    boolean isHeld(String resource, long fence, String owner) {
        return handle.createQuery("SELECT 1 FROM holdfast_lease l JOIN holdfast_owner o ON o.id = l.owner"
                        + " WHERE l.resource = :resource AND l.fence = :fence AND l.owner = :owner AND o.ended = 0")
                .bind("resource", resource)
                .bind("fence", fence)
                .bind("owner", owner)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent();
    }

    void release(String resource, long fence) {
        handle.createUpdate("DELETE FROM holdfast_lease WHERE resource = :resource AND fence = :fence")
                .bind("resource", resource)
                .bind("fence", fence)
                .execute();
    }

    /** Who holds a lease, for people. */
    record Holder(String node, String purpose, Instant since, boolean exclusive) {}
}
