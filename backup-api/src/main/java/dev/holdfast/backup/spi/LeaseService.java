package dev.holdfast.backup.spi;

/** Gives out leases. Thread-safe. */
public interface LeaseService {

    /**
     * Acquires a lease.
     *
     * @param request for what
     * @return the lease, closed by the caller
     * @throws dev.holdfast.backup.LeaseException {@code HF-LEA-001} if somebody else holds it; the message says who, since when and what for
     * @throws InterruptedException if this thread is interrupted while it waits
     */
    Lease acquire(LeaseRequest request) throws InterruptedException;
}
