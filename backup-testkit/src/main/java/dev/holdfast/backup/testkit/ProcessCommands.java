package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Starts real tools on this machine; their standard error goes through a file, so that no thread is needed to collect it. */
final class ProcessCommands implements CommandRunner {

    private static final int MAX_ERRORS = 64 * 1024;

    /** Where files lie while a tool runs. */
    interface Directory {
        Path get() throws IOException;
    }

    private final Directory directory;
    private final Leaks leaks;

    ProcessCommands(Directory directory, Leaks leaks) {
        this.directory = directory;
        this.leaks = leaks;
    }

    @Override
    public RunningCommand start(Command command) throws IOException {
        Path errors = Files.createTempFile(directory.get(), "errors-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command.arguments()).redirectError(errors.toFile());
        builder.environment().putAll(command.environment());
        Path workingDirectory = command.directory();
        if (workingDirectory != null) {
            builder.directory(workingDirectory.toFile());
        }
        Running running = new Running(command, builder.start(), errors);
        leaks.opened(running, "command " + command.program());
        return running;
    }

    private final class Running implements RunningCommand {
        private final Command command;
        private final Process process;
        private final Path errors;

        Running(Command command, Process process, Path errors) {
            this.command = command;
            this.process = process;
            this.errors = errors;
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
            if (!process.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                kill();
                throw new TargetException(
                        Failure.of("HF-RUN-011", command.program() + " did not end in time and was killed")
                                .with("command", command));
            }
            return new CommandResult(process.exitValue(), lastErrors());
        }

        private String lastErrors() {
            try (RandomAccessFile file = new RandomAccessFile(errors.toFile(), "r")) {
                int length = (int) Math.min(MAX_ERRORS, file.length());
                byte[] bytes = new byte[length];
                file.seek(file.length() - length);
                file.readFully(bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "the standard error of " + command.program() + " cannot be read: " + e.getMessage();
            }
        }

        private void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        @Override
        public void close() {
            kill();
            leaks.closed(this);
        }
    }
}
