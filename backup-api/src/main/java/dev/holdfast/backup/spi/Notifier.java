package dev.holdfast.backup.spi;

/** Tells people. Used by one thread at a time. */
@FunctionalInterface
public interface Notifier {

    /**
     * Tells people something.
     *
     * @param notification what
     * @param context the run
     * @throws Exception if nobody was told; the run goes on, and the failure is one of its problems
     */
    void tell(Notification notification, RunContext context) throws Exception;
}
