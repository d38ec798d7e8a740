package dev.holdfast.backup.scheduler.internal.db;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

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

    /**
     * Returns what makes threads for a pool; they do not keep the process alive.
     *
     * @param name the threads' name, which begins with {@code holdfast-}; a number is put behind it
     * @return the factory
     */
    public static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
