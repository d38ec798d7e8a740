package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.cli.output.Human;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes in backups from a directory. */
@Command(
        name = "import",
        header = "Take in backups from a directory.",
        description = {
            "Takes in the backups that lie in a directory: an export, or a whole store that another host wrote.",
            "",
            "What the store has already is left as it is."
        },
        footer = {"", "Example:", "  holdfast import /media/usb"})
public final class ImportCommand extends HoldfastCommand {

    @Parameters(paramLabel = "DIR", description = "The directory.")
    Path directory = Path.of("");

    @Option(names = "--to", paramLabel = "STORE", description = "The store that takes them in (default: the only one).")
    @Nullable String store;

    ImportCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        Path from = context().path(directory);
        try (Session session = context().openRecorded()) {
            List<BackupId> imported = session.backups().importFrom(from, store);
            session.quiet();
            if (context().json()) {
                context()
                        .document(json -> json.object(() -> json.array(
                                "backups",
                                () -> imported.forEach(id -> json.object(() -> json.text("id", id.value()))))));
            } else {
                imported.forEach(id -> context().screen().line("imported " + id));
                context().screen().line(Human.count(imported.size(), "backup") + " imported from " + from);
                if (!imported.isEmpty()) {
                    context().screen().next("holdfast verify " + imported.get(0));
                }
            }
            return ExitCode.DONE;
        }
    }
}
