package dev.holdfast.backup.scheduler.internal.db;

/** The only place where this module makes threads; each has a name, and an owner who ends it. */
public final class HostThreads {

    private HostThreads() {}

    /**
     * Starts a thread that does not keep the process alive.
     *
     * @param name its name, which begins with {@code holdfast-}
     * @param work what it does
     * @return the thread
     */
    public static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
