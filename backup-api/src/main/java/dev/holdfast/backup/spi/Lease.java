package dev.holdfast.backup.spi;

import java.time.Duration;

/**
 * The right to work on a resource for a while; renewed by its service, given back by closing. Thread-safe. No method throws: a lease of which
 * nothing can be learned is lost.
 */
public interface Lease extends AutoCloseable {

    /** {@return the fencing number: greater than that of every earlier holder of the resource} */
    long fence();

    /**
     * Says that the holder lives, and learns whether it still holds the lease as far as the service knows. Must not block: it is called on the
     * one thread that watches the deadlines of all runs, so a service that has to ask a server does so on a thread of its own and answers here
     * with what it learned last.
     *
     * @return whether it does; once false it stays false, and the holder must end its work
     */
    boolean renew();

    /**
     * Tells how often the holder is to call {@link #renew()}: a loss must be learned before anybody else can be given the lease. Must not block.
     *
     * @return a length of time of at least a millisecond; ten seconds unless a service knows better
     */
    default Duration beat() {
        return Duration.ofSeconds(10);
    }

    /**
     * Looks whether the holder holds the lease now. Called right before something that cannot be taken back, such as a commit, on a thread that
     * may wait: a service may ask a server, for a few seconds at most. A server that gives no answer is no reason to say no as long as
     * {@link #renew()} says yes; one that answers with no is.
     *
     * @return whether it does; once false it stays false, and the holder must end its work; {@link #renew()} unless a service knows better
     */
    default boolean confirm() {
        return renew();
    }

    /**
     * Tells people how the lease could be lost, for the message of {@code HF-LEA-002}. Must not block.
     *
     * @return a part of a sentence, lower case, without a full stop: {@code its file was removed or replaced}; never a secret. Of use only after
     *     {@link #renew()} or {@link #confirm()} said no
     */
    default String lostBecause() {
        return "its service says that it is held no more";
    }

    /** Gives the lease back. Idempotent. */
    @Override
    void close();
}
