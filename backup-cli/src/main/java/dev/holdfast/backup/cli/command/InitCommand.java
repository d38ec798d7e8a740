package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        String text = ConfigurationReader.template(context());
        write(file, text);
        if (context().json()) {
            Acknowledgement.of(context(), "", json -> json.text("file", file.toString()));
        } else {
            context().screen().line("wrote " + file);
            String option = context().options().configuration == null ? "" : " -c " + ShellWord.quote(file.toString());
            context().screen().next("read it, change what does not fit, then: holdfast check" + option);
        }
        return ExitCode.DONE;
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
