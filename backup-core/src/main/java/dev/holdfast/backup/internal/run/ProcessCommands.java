package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts tools on this machine; kills the whole tree of processes, and keeps the end of what they said on standard error.
 *
 * <p>Each tool has a thread that reads its standard error, from its start to its end. That is none of the host's: one that comes late, or never,
 * because all of the host's are taken, would let the tool wait for a reader and whoever reads the tool's output wait for the tool.
 */
public final class ProcessCommands implements CommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessCommands.class);
    private static final int ERRORS_KEPT = 64 * 1024;
    private static final int BUFFER = 8 * 1024;
    private static final long PAUSE_MILLIS = 20;
    private static final long GRACE_MILLIS = 5_000;

    private final ThreadFactory threads;

    /**
     * Makes the starter.
     *
     * @param threads makes the readers of standard error, one per tool
     */
    public ProcessCommands(ThreadFactory threads) {
        this.threads = threads;
    }

    @Override
    public RunningCommand start(Command command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.environment().putAll(command.environment());
        if (command.directory() != null) {
            builder.directory(command.directory().toFile());
        }
        Running running = new Running(command, builder.start());
        running.readErrors(threads);
        return running;
    }

    private static final class Running implements RunningCommand {
        private final Command command;
        private final Process process;
        private final Tail errors = new Tail();
        private final CountDownLatch errorsRead = new CountDownLatch(1);
        private volatile boolean closed;

        Running(Command command, Process process) {
            this.command = command;
            this.process = process;
        }

        void readErrors(ThreadFactory threads) {
            try {
                threads.newThread(this::readErrors).start();
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        /**
         * Takes what is there, and looks again: a read that waits could not be ended where a child that outlives the tool holds standard error
         * open.
         */
        private void readErrors() {
            try (InputStream in = process.getErrorStream()) {
                boolean over = false;
                while (!over) {
                    over = process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS) || closed;
                    errors.readAvailable(in);
                }
            } catch (IOException e) {
                LOG.debug("reading standard error of {}", command.program(), e);
            } catch (InterruptedException e) {
                // It is nobody's but ours: whoever interrupts it wants it to end.
                LOG.debug("interrupted at the standard error of {}", command.program());
            } finally {
                errorsRead.countDown();
            }
        }

        @Override
        public OutputStream input() {
            return process.getOutputStream();
        }

        @Override
        public InputStream output() {
            return process.getInputStream();
        }

        @Override
        public CommandResult await(Deadline deadline) throws InterruptedException {
            long nanos = deadline.remaining().toNanos();
            try {
                if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
                    throw new TargetException(
                            Failure.of("HF-RUN-011", command.program() + " did not end in time and was killed")
                                    .hint("Look at what it waits for, or give it more time.")
                                    .retry(RetryStatus.LATER)
                                    .with("command", command));
                }
                if (!errorsRead.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.debug("the standard error of {} is not read to its end", command.program());
                }
                return new CommandResult(process.exitValue(), errors.text());
            } finally {
                close();
            }
        }

        @Override
        public void close() {
            closed = true;
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            closeQuietly(process.getOutputStream());
            closeQuietly(process.getInputStream());
            awaitKilled();
        }

        /** Whoever closes a tool may remove what it had open: a signal that was sent is not an end. */
        private void awaitKilled() {
            try {
                if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.debug("{} was killed and has not ended yet", command.program());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void closeQuietly(AutoCloseable stream) {
            try {
                stream.close();
            } catch (Exception e) {
                LOG.debug("closing a stream of {}", command.program(), e);
            }
        }
    }

    /** Keeps the last bytes of a stream. */
    private static final class Tail {
        private final byte[] ring = new byte[ERRORS_KEPT];
        private long written;

        /** Reads what can be read without waiting. */
        void readAvailable(InputStream in) throws IOException {
            byte[] buffer = new byte[BUFFER];
            for (int there = in.available(); there > 0; there = in.available()) {
                add(buffer, in.read(buffer, 0, Math.min(there, buffer.length)));
            }
        }

        private synchronized void add(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                ring[(int) (written++ % ring.length)] = bytes[i];
            }
        }

        synchronized String text() {
            if (written <= ring.length) {
                return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
            }
            int start = (int) (written % ring.length);
            byte[] ordered = Arrays.copyOf(Arrays.copyOfRange(ring, start, ring.length), ring.length);
            System.arraycopy(ring, 0, ordered, ring.length - start, start);
            return new String(ordered, StandardCharsets.UTF_8);
        }
    }
}
