package dev.holdfast.backup.spi;

/** The right to work on a resource for a while; renewed by its service, given back by closing. Thread-safe. */
public interface Lease extends AutoCloseable {

    /** {@return the fencing number: greater than that of every earlier holder of the resource} */
    long fence();

    /**
     * Says that the holder lives, and learns whether it still holds the lease.
     *
     * @return whether it does; once false it stays false, and the holder must end its work
     */
    boolean renew();

    /** Gives the lease back. Idempotent. */
    @Override
    void close();
}
