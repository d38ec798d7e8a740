package dev.holdfast.backup.scheduler.internal.owner;

import dev.holdfast.backup.scheduler.internal.db.HostThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread {@code holdfast-beat}, from its start to its close. */
public final class Heart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heart.class);

    private final Owners owners;
    private final Duration patience;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Starts it.
     *
     * @param owners what beats
     * @param patience how long its close waits for a beat that is under way
     */
    public Heart(Owners owners, Duration patience) {
        this.owners = owners;
        this.patience = patience;
        this.thread = HostThreads.start("holdfast-beat", this::run);
    }

    private void run() {
        long interval = owners.interval().toNanos();
        try {
            while (!end.await(interval, TimeUnit.NANOSECONDS)) {
                try {
                    owners.tick();
                } catch (RuntimeException e) {
                    LOG.warn("a beat failed", e);
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it but to end it.
        }
    }

    /** Ends it, and leaves the database in order. */
    @Override
    public void close() {
        end.countDown();
        boolean interrupted = false;
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        owners.leave();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
