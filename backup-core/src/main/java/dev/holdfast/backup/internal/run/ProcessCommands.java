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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts tools on this machine; kills the whole tree of processes, and keeps the end of what they said on standard error. */
public final class ProcessCommands implements CommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessCommands.class);
    private static final int ERRORS_KEPT = 64 * 1024;
    private static final long GRACE_MILLIS = 5_000;

    private final Executor executor;

    /**
     * Makes the starter.
     *
     * @param executor runs the readers of standard error
     */
    public ProcessCommands(Executor executor) {
        this.executor = executor;
    }

    @Override
    public RunningCommand start(Command command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.environment().putAll(command.environment());
        if (command.directory() != null) {
            builder.directory(command.directory().toFile());
        }
        return new Running(command, builder.start(), executor);
    }

    private static final class Running implements RunningCommand {
        private final Command command;
        private final Process process;
        private final Tail errors = new Tail();
        private final CountDownLatch errorsRead = new CountDownLatch(1);

        Running(Command command, Process process, Executor executor) {
            this.command = command;
            this.process = process;
            executor.execute(() -> {
                try (InputStream in = process.getErrorStream()) {
                    errors.readAll(in);
                } catch (IOException e) {
                    LOG.debug("reading standard error of {}", command.program(), e);
                } finally {
                    errorsRead.countDown();
                }
            });
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
                // A child of the tool may hold standard error open for longer than the tool lives.
                if (!errorsRead.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.debug("{} left standard error open", command.program());
                }
                return new CommandResult(process.exitValue(), errors.text());
            } finally {
                close();
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            closeQuietly(process.getOutputStream());
            closeQuietly(process.getInputStream());
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

        void readAll(InputStream in) throws IOException {
            byte[] buffer = new byte[4096];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                add(buffer, read);
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
