package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Screen;
import java.time.Duration;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a backup. */
@Command(
        name = "delete",
        header = "Remove a backup.",
        description = {
            "Removes it from every store; there is no way back. Without --yes it asks on a terminal, and elsewhere refuses (exit code 10). A pinned backup is refused: unpin it "
                    + "first."
        },
        footer = {"", "Example:", "  holdfast delete uploads_20261121_021500 --yes"})
public final class DeleteCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", description = "The backup.")
    String id = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    DeleteCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        BackupId backup = new BackupId(id);
        try (Session session = context().openRecorded()) {
            CatalogEntry entry = session.backups().catalog().get(backup);
            session.quiet();
            if (!yes) {
                Consent consent = new Consent(context().host());
                String what = "the removal of " + id;
                boolean canAsk = consent.canAsk() && !context().json();
                if (!context().json()) {
                    describe(context().screen(), entry);
                }
                if (!canAsk) {
                    return refuse(entry, Faults.consentMissing(what));
                }
                if (!consent.ask("Remove it from every store?")) {
                    throw Faults.declined(what);
                }
            }
            session.backups().delete(backup);
            session.quiet();
            Acknowledgement.of(context(), "deleted " + id, json -> {
                json.text("id", id);
                json.flag("deleted", true);
            });
            return ExitCode.DONE;
        }
    }

    private ExitCode refuse(CatalogEntry entry, Failure refusal) {
        if (!context().json()) {
            throw new RefusedException(refusal);
        }
        context()
                .document(json -> json.object(() -> {
                    Documents.members(json, entry);
                    Documents.error(json, refusal);
                }));
        return ExitCode.REFUSED;
    }

    private void describe(Screen screen, CatalogEntry entry) {
        Duration age =
                Duration.between(entry.startedAt(), context().host().clock().instant());
        screen.pairs(
                "backup",
                id,
                "target",
                entry.target().toString(),
                "begun",
                entry.startedAt() + " (" + Human.age(age) + " ago)",
                "data",
                entry.isDamaged() ? "" : Human.bytes(entry.originalBytes()),
                "pinned",
                entry.pinReason().orElse(""),
                "stores",
                entry.copies().stream().map(ListCommand::copy).collect(Collectors.joining(", ")));
    }
}
