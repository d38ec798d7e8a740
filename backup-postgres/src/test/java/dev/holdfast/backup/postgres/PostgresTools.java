package dev.holdfast.backup.postgres;

import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunningCommand;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the server's tools for tests. */
final class PostgresTools {

    private PostgresTools() {}

    static String run(TestRunContext context, Path bin, String tool, String... arguments) throws Exception {
        List<String> all = new ArrayList<>();
        all.add(bin.resolve(tool).toString());
        all.addAll(List.of(arguments));
        try (RunningCommand running = context.commands().start(new Command(all, Map.of(), null))) {
            running.input().close();
            String out = new String(running.output().readAllBytes(), StandardCharsets.UTF_8);
            CommandResult result = running.await(context.deadline());
            if (!result.isSuccess()) {
                throw new AssertionError(all + " failed: " + result.errors());
            }
            return out;
        }
    }
}
