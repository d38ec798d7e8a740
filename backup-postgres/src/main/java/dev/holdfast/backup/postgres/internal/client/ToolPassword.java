package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.PasswordFile;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file in which a tool finds the password: where the tool runs, for its user alone, and gone with it. */
final class ToolPassword implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ToolPassword.class);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final String path;
    private final Removal removal;

    private ToolPassword(String path, Removal removal) {
        this.path = path;
        this.removal = removal;
    }

    private interface Removal {
        void remove() throws IOException;
    }

    static ToolPassword existing(Path file) {
        return new ToolPassword(file.toString(), () -> {});
    }

    static ToolPassword here(Secret password, RunContext context) throws IOException {
        PasswordFile file = PasswordFile.write(password, context);
        return new ToolPassword(file.path().toString(), file::close);
    }

    static ToolPassword inContainer(Location.Container container, Secret password, RunContext context)
            throws IOException, InterruptedException {
        List<String> write = container.exec(
                List.of("sh", "-c", "umask 077 && f=$(mktemp) && cat >\"$f\" && printf %s \"$f\""), Map.of());
        byte[] content = PasswordFile.content(password);
        try (RunningCommand running = context.commands().start(new Command(write, Map.of(), null))) {
            try (OutputStream in = running.input()) {
                in.write(content);
            }
            String path = new String(running.output().readNBytes(4096), StandardCharsets.UTF_8).trim();
            CommandResult result = running.await(context.deadline().orAfter(ANSWER));
            if (!result.isSuccess() || path.isEmpty()) {
                throw new TargetException(Failure.of(
                                "HF-PG-024", "cannot write a passfile in the container " + container.name())
                        .hint("Let its user write to /tmp, or let the server trust local users.")
                        .with("container", container.name())
                        .with("said", result.errors().lines().findFirst().orElse("")));
            }
            return new ToolPassword(path, () -> remove(container, path, context));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static void remove(Location.Container container, String path, RunContext context) {
        Command command = new Command(container.exec(List.of("rm", "-f", path), Map.of()), Map.of(), null);
        boolean interrupted = Thread.interrupted();
        try (RunningCommand running = context.commands().start(command)) {
            running.await(Deadline.after(ANSWER));
        } catch (IOException | RuntimeException e) {
            LOG.warn("a passfile may be left in the container {} as {}", container.name(), path, e);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    String path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        removal.remove();
    }
}
