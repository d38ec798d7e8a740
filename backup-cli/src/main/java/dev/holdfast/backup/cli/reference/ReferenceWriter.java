package dev.holdfast.backup.cli.reference;

import dev.holdfast.backup.cli.command.CancelRequest;
import dev.holdfast.backup.cli.command.CommandCatalog;
import dev.holdfast.backup.cli.command.CommandContext;
import dev.holdfast.backup.cli.command.GlobalOptions;
import dev.holdfast.backup.cli.command.Host;
import dev.holdfast.backup.cli.output.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes what a distribution holds beside the program: manual pages, completion, the build's id. Run by the build. */
public final class ReferenceWriter {

    private ReferenceWriter() {}

    /**
     * Writes the files.
     *
     * @param arguments the directory to write to, the version, the file that holds the class path
     * @throws IOException if that does not work
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        for (Map.Entry<String, String> file : distribution(arguments[1]).entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.writeString(directory.resolve("build-id"), BuildId.of(Files.readString(Path.of(arguments[2]))) + "\n");
    }

    /**
     * Makes the files of a distribution.
     *
     * @param version the version
     * @return the texts by path
     */
    static Map<String, String> distribution(String version) {
        Map<String, String> files = new LinkedHashMap<>();
        CommandLine holdfast = commands();
        files.put("completion/holdfast.bash", AutoComplete.bash("holdfast", holdfast));
        files.put("man/man1/holdfast.1", ManPage.ofAll(holdfast, version));
        CommandFacts.below(holdfast)
                .forEach(line -> files.put(
                        "man/man1/holdfast-" + new CommandFacts(line).slug() + ".1", ManPage.of(line, version)));
        return files;
    }

    /** Makes the pages of the documentation by their path in it. */
    static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("reference/commands.md", CommandsPage.of(commands()));
        pages.put("reference/exit-codes.md", ExitCodesPage.of());
        return pages;
    }

    /** The commands, to be looked at only. */
    private static CommandLine commands() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        Host host = new Host(
                nowhere,
                nowhere,
                Terminal.none(),
                () -> null,
                Path.of("/"),
                Map.of(),
                "",
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                new CancelRequest(Thread.currentThread()));
        return CommandCatalog.all(new CommandContext(host, new GlobalOptions()));
    }
}
