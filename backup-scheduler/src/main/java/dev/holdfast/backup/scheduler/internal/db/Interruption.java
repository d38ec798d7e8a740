package dev.holdfast.backup.scheduler.internal.db;

/** Pools and channels turn an interruption into a fault of theirs, and leave the thread's mark. */
public final class Interruption {

    private Interruption() {}

    /**
     * Throws the interruption that a fault is, if it is one.
     *
     * @param fault what was thrown
     * @throws InterruptedException if this thread was interrupted meanwhile
     */
    public static void rethrow(RuntimeException fault) throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interruption = new InterruptedException("interrupted while the database was asked");
            interruption.initCause(fault);
            throw interruption;
        }
    }
}
