package dev.holdfast.backup.spi;

import java.io.InputStream;
import java.io.OutputStream;

/** A tool that runs. Its standard error is collected by itself; closing it kills the whole process tree if it still runs. */
public interface RunningCommand extends AutoCloseable {

    /** {@return the tool's standard input; close it when all is written} */
    OutputStream input();

    /** {@return the tool's standard output; read it to its end before waiting} */
    InputStream output();

    /**
     * Waits for the end.
     *
     * @param deadline until when
     * @return how it ended
     * @throws InterruptedException if this thread is interrupted
     * @throws dev.holdfast.backup.TargetException {@code HF-RUN-011} if the deadline passed; the process tree is killed then
     */
    CommandResult await(Deadline deadline) throws InterruptedException;

    /** Kills the process tree if it still runs. */
    @Override
    void close();
}
