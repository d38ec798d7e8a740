package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one tool to its end: feeds it and reads it. */
final class ToolFeed {

    private static final Logger LOG = LoggerFactory.getLogger(ToolFeed.class);
    private static final int BUFFER = 256 * 1024;

    private final RestoreServer server;
    private final RunContext context;

    ToolFeed(RestoreServer server, RunContext context) {
        this.server = server;
        this.context = context;
    }

    /** Opens what a tool reads. */
    @FunctionalInterface
    interface Input {
        InputStream open() throws IOException;
    }

    /**
     * Runs a tool.
     *
     * @param tool the tool
     * @param database the database it works on, or {@code null} for none
     * @param arguments what comes behind the program
     * @param input what it reads, or {@code null} for nothing
     * @param line is given each line that it writes
     * @return how it ended
     */
    CommandResult run(
            Tool tool, @Nullable String database, List<String> arguments, @Nullable Input input, Consumer<String> line)
            throws IOException, InterruptedException {
        try (ToolRun running = server.start(tool, database, arguments)) {
            if (input == null) {
                running.input().close();
            } else {
                feed(running, input);
            }
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(running.output(), StandardCharsets.UTF_8))) {
                for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                    line.accept(next);
                }
            }
            return running.finish();
        } catch (IOException e) {
            // A tool that was killed by a cancel breaks its pipes.
            context.cancellation().check();
            throw e;
        }
    }

    private void feed(ToolRun running, Input input) throws IOException {
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
                    return;
                }
            }
            try {
                // Only now is the end of the input there for the tool: all of it was checked.
                out.close();
            } catch (IOException e) {
                LOG.debug("ending a tool's input", e);
            }
        }
    }
}
