package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.spi.Cancellation;

/**
 * While open, a cancel interrupts the thread that opened it; once closed, it never does, and the thread's interrupt flag is clear. So a cancel
 * reaches a capture that waits, and never the clean-up behind it.
 */
public final class InterruptGate implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private final Cancellation.Registration registration;
    private boolean open = true;

    /**
     * Opens the gate for this thread.
     *
     * @param cancellation tells when to interrupt
     */
    public InterruptGate(Cancellation cancellation) {
        registration = cancellation.onCancel(this::interrupt);
    }

    private synchronized void interrupt() {
        if (open) {
            thread.interrupt();
        }
    }

    @Override
    public void close() {
        registration.close();
        synchronized (this) {
            open = false;
            Thread.interrupted();
        }
    }
}
