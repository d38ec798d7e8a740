package dev.holdfast.backup.postgres.everywhere;

import dev.holdfast.backup.postgres.LocalPostgres;
import dev.holdfast.backup.postgres.PostgresTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The server and the tools that are installed here. */
final class InstalledScene extends Scene {

    private final LocalPostgres server = LocalPostgres.start();

    @Override
    public int port() {
        return server.port();
    }

    @Override
    PostgresTarget withTools(PostgresTarget target) {
        return target.client(server.bin().toString());
    }

    @Override
    void stop() {
        server.stop();
    }

    @Override
    void start() {
        server.restart();
    }

    @Override
    public List<String> toolsAtWork() {
        return here(server.port());
    }

    @Override
    public List<String> leftovers() {
        return List.of();
    }

    @Override
    String codeOfStopInDump() {
        return "HF-PG-054";
    }

    @Override
    String codeOfStopInRestore() {
        return "HF-PG-117";
    }

    @Override
    public void close() {
        server.close();
    }

    /** The tools on this machine that work on the server of a port. */
    static List<String> here(int port) {
        List<String> tools = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String arguments = words(process.resolve("cmdline"));
                if (arguments.contains("/pg_") && arguments.contains("port='" + port + "'")) {
                    tools.add(arguments + words(process.resolve("environ")));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return tools;
    }

    private static String words(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', '\n');
        } catch (IOException e) {
            // It has ended.
            return "";
        }
    }
}
