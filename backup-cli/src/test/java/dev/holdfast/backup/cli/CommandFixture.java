package dev.holdfast.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.command.CancelRequest;
import dev.holdfast.backup.cli.command.Host;
import dev.holdfast.backup.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A directory with files, a store and a configuration, and the command as a process would carry it out, in this JVM. */
final class CommandFixture {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path directory;
    private final Deque<String> answers = new ArrayDeque<>();
    private Terminal terminal = Terminal.none();
    private Clock clock = Clock.systemUTC();
    private CancelRequest cancel = new CancelRequest(Thread.currentThread());

    private CommandFixture(Path directory) {
        this.directory = directory;
    }

    /** A job {@code nightly} with the target {@code uploads}, a tree of three files, and the store {@code local}. */
    static CommandFixture withFiles(Path directory) throws IOException {
        CommandFixture fixture = new CommandFixture(directory);
        fixture.write("uploads/a.txt", "alpha\n");
        fixture.write("uploads/folder/b.txt", "beta\n");
        fixture.write("uploads/folder/große Datei.bin", "x".repeat(100_000));
        fixture.configure("""
                state: ./state
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: ./uploads }
                jobs:
                  nightly: { targets: [uploads], stores: [local], keep: { last: 2 } }
                """);
        return fixture;
    }

    static CommandFixture empty(Path directory) {
        return new CommandFixture(directory);
    }

    void configure(String yaml) throws IOException {
        write("holdfast.yaml", yaml);
    }

    void write(String name, String content) throws IOException {
        Path file = path(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    String read(String name) throws IOException {
        return Files.readString(path(name));
    }

    /** From now on somebody sits at a terminal and gives these answers. */
    void onTerminal(String... lines) {
        terminal = new Terminal(true, true, true, 120, false);
        answers.addAll(List.of(lines));
    }

    void onTerminal(Terminal other) {
        terminal = other;
    }

    void clock(Clock other) {
        clock = other;
    }

    CancelRequest cancel() {
        return cancel;
    }

    void nextCancel(CancelRequest request) {
        cancel = request;
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Host host = new Host(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                answers::poll,
                directory,
                Map.of(),
                "ada",
                clock,
                cancel);
        int code = new Cli(host).run(arguments);
        return new Result(
                List.of(arguments), code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Takes a backup of that name and returns its id. */
    String backup(String name) {
        run("create", "--name", name).expect(0);
        return "uploads_" + name;
    }

    /** The objects of the store, as paths under it. */
    List<Path> objects(String store) throws IOException {
        try (var files = Files.walk(path(store))) {
            return new ArrayList<>(files.filter(Files::isRegularFile).sorted().toList());
        }
    }

    /**
     * How a command ended.
     *
     * @param arguments what was asked for
     * @param code the exit code
     * @param out standard output
     * @param err standard error
     */
    record Result(List<String> arguments, int code, String out, String err) {

        Result expect(int expected) {
            assertThat(code)
                    .as("exit code of %s%nout: %s%nerr: %s", arguments, out, err)
                    .isEqualTo(expected);
            return this;
        }

        /** The one document; more than one, or anything else, is a failure. */
        JsonNode json() {
            try (JsonParser parser = JSON.createParser(out)) {
                JsonNode document = JSON.readTree(parser);
                assertThat(parser.nextToken())
                        .as("more than one document: %s", out)
                        .isNull();
                return document;
            }
        }

        JsonNode error() {
            JsonNode error = json().get("error");
            assertThat(error).as(out).isNotNull();
            assertThat(names(error)).containsExactly("code", "message", "hint", "context");
            return error;
        }
    }

    static List<String> names(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }
}
