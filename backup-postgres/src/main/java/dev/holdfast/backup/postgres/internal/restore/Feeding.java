package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a tool what it reads, on a thread of the host's, while somebody else reads what it writes. */
final class Feeding implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feeding.class);
    private static final int BUFFER = 256 * 1024;

    private final ToolRun running;
    private final ToolFeed.Input input;
    private final RunContext context;
    private final FutureTask<Boolean> task = new FutureTask<>(this::feed);

    private Feeding(ToolRun running, ToolFeed.Input input, RunContext context) {
        this.running = running;
        this.input = input;
        this.context = context;
    }

    static Feeding start(ToolRun running, ToolFeed.Input input, RunContext context) {
        Feeding feeding = new Feeding(running, input, context);
        try {
            context.executor().execute(feeding.task);
        } catch (RejectedExecutionException e) {
            // Then it is done here, which is as good for a tool that writes little.
            feeding.task.run();
        }
        return feeding;
    }

    private boolean feed() throws IOException {
        boolean whole = false;
        try (InputStream in = input.open()) {
            OutputStream out = running.input();
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                context.cancellation().check();
                try {
                    out.write(buffer, 0, n);
                } catch (IOException e) {
                    // It ended early, and says itself why.
                    LOG.debug("feeding a tool", e);
                    whole = true;
                    return false;
                }
            }
            whole = true;
            try {
                // Only now is the end of the input there for the tool: all of it was checked.
                out.close();
            } catch (IOException e) {
                LOG.debug("ending a tool's input", e);
            }
            return true;
        } finally {
            if (!whole) {
                // What it has of it must not look like all of it, and it would wait for the rest.
                running.kill();
            }
        }
    }

    /**
     * Waits until all is fed.
     *
     * @throws IOException if the input could not be read
     */
    void await() throws IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            if (e.getCause() instanceof RuntimeException broken) {
                throw broken;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Ends it, with the tool if it is not over yet, and waits for that: the input is about to be closed. */
    @Override
    public void close() {
        if (!task.isDone()) {
            running.kill();
        }
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                LOG.debug("feeding a tool", e);
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
