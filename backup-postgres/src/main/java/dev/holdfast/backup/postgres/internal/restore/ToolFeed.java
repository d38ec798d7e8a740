package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one tool to its end: feeds it and reads it. */
final class ToolFeed {

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
     * @param entries a list of the entries of a dump that it is to take, or {@code null} for all
     * @param input what it reads, or {@code null} for nothing
     * @param line is given each line that it writes
     * @return how it ended
     */
    CommandResult run(
            Tool tool,
            @Nullable String database,
            List<String> arguments,
            @Nullable Path entries,
            @Nullable Input input,
            Consumer<String> line)
            throws IOException, InterruptedException {
        try (ToolRun running = server.start(tool, database, arguments, entries)) {
            if (input == null) {
                running.input().close();
                read(running, line);
            } else {
                // It may write more than a pipe holds before it has read all.
                try (Feeding feeding = Feeding.start(running, input, context)) {
                    readBeside(feeding, running, line);
                }
            }
            return running.finish();
        } catch (IOException e) {
            // A tool that was killed by a cancel breaks its pipes.
            context.cancellation().check();
            throw e;
        }
    }

    private static void readBeside(Feeding feeding, ToolRun running, Consumer<String> line)
            throws IOException, InterruptedException {
        @Nullable IOException broken = null;
        try {
            read(running, line);
        } catch (IOException e) {
            broken = e;
        }
        // An input that fails ends the tool, and is what is to be told then.
        feeding.await();
        if (broken != null) {
            throw broken;
        }
    }

    private static void read(ToolRun running, Consumer<String> line) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(running.output(), StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                line.accept(next);
            }
        }
    }
}
