package dev.holdfast.backup.scheduler.internal.lease;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.Interruption;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.LeaseService;
import org.jspecify.annotations.Nullable;

/** Leases of a database that is opened with the first of them: commands that need none start without it. Thread-safe. */
public final class LateLeases implements LeaseService {

    private final Presence.Source source;
    private @Nullable DatabaseLeases leases;

    /**
     * Makes it.
     *
     * @param source gives this process in the database
     */
    public LateLeases(Presence.Source source) {
        this.source = source;
    }

    @Override
    public Lease acquire(LeaseRequest request) throws InterruptedException {
        return opened(request).acquire(request);
    }

    private synchronized DatabaseLeases opened(LeaseRequest request) throws InterruptedException {
        if (leases == null) {
            try {
                Presence presence = source.get();
                leases = new DatabaseLeases(presence.database(), presence.owners());
            } catch (ConfigurationException e) {
                Interruption.rethrow(e);
                if (e.retryStatus() != RetryStatus.LATER) {
                    throw e;
                }
                throw new LeaseException(
                        Failure.of(
                                        LeaseException.AWAY,
                                        "the database of leases does not answer: " + DatabaseFaults.reason(e))
                                .hint(
                                        "Look at the database; without it nobody can tell whether another node is at work.")
                                .retry(RetryStatus.LATER)
                                .with("resource", request.resource()),
                        e);
            }
        }
        return leases;
    }
}
