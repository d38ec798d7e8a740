package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.config.ConfigurationTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a configuration to begin with. */
@Command(
        name = "init",
        header = "Write a configuration file for what is here.",
        description = "Writes a commented holdfast.yaml for what it finds in the working directory. Takes no backup.",
        footer = {"", "Example:", "  cd /srv/shop && holdfast init"})
public final class InitCommand extends HoldfastCommand {

    @Option(names = "--force", description = "Write over a file that is there.")
    boolean force;

    InitCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        Path file = context().configurationFile();
        Path home = Objects.requireNonNullElse(file.getParent(), file);
        write(file, ConfigurationTemplate.write(home, find(home), home.resolve(Findings.STORE)));
        if (context().json()) {
            Acknowledgement.of(context(), "", json -> json.text("file", file.toString()));
        } else {
            context().screen().line("wrote " + file);
            String option = context().options().configuration == null ? "" : " -c " + ShellWord.quote(file.toString());
            context().screen().next("read it, change what does not fit, then: holdfast check" + option);
        }
        return ExitCode.DONE;
    }

    private static List<Path> find(Path home) {
        try {
            return Findings.in(home);
        } catch (IOException e) {
            throw new ConfigurationException(
                    Failure.of("HF-CMD-014", "cannot look into " + home + ": " + e)
                            .hint("Choose another place with -c, or correct the permissions.")
                            .with("directory", home),
                    e);
        }
    }

    private void write(Path file, String text) {
        try {
            if (force) {
                Files.writeString(file, text);
            } else {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (FileAlreadyExistsException e) {
            throw Faults.fileExists(file.toString());
        } catch (IOException e) {
            throw new ConfigurationException(
                    Failure.of("HF-CMD-012", "cannot write " + file + ": " + e.getMessage())
                            .hint("Choose another place with -c, or correct the permissions.")
                            .with("file", file),
                    e);
        }
    }
}
