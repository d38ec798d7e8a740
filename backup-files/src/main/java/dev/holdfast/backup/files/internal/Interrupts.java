package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.RunContext;
import java.nio.channels.ClosedByInterruptException;

/** Turns an interrupt that reached a file into what it means. */
final class Interrupts {

    private Interrupts() {}

    /** Something that reads or writes files. */
    interface Act {
        void run() throws Exception;
    }

    /**
     * Does something; an interrupt ends it as a cancel.
     *
     * @param context the run
     * @param act what to do
     */
    static void asCancel(RunContext context, Act act) throws Exception {
        try {
            act.run();
        } catch (ClosedByInterruptException e) {
            // The JDK closes a file under a thread that is interrupted, which is how a host cancels.
            context.cancellation().check();
            InterruptedException interrupted = new InterruptedException("interrupted while reading a file");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
