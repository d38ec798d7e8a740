package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a backup into a directory. */
@Command(
        name = "export",
        header = "Write a backup into a directory.",
        description = {
            "Writes a backup with its manifest, digests and RESTORE.md into a directory, to be carried elsewhere.",
            "",
            "\"holdfast import\" reads it; standard tools do too, as its RESTORE.md says."
        },
        footer = {"", "Example:", "  holdfast export uploads_20261121_021500 --to /media/usb"})
public final class ExportCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", description = "The backup.")
    String id = "";

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "The directory; made if it is missing.")
    Path directory = Path.of("");

    ExportCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        BackupId backup = new BackupId(id);
        Path to = context().path(directory);
        try (Session session = context().openRecorded()) {
            session.backups().export(backup, to);
            session.quiet();
            Acknowledgement.of(context(), "exported " + id + " to " + to, json -> {
                json.text("id", id);
                json.text("to", to.toString());
            });
            return ExitCode.DONE;
        }
    }
}
