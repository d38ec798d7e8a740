package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.StoreCopy;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows all that is known of a backup. */
@Command(
        name = "show",
        header = "Show all that is known of a backup.",
        description =
                "Shows all that is known of a backup: its files with sizes, ratio and rate, facts, labels, problems.",
        footer = {"", "Example:", "  holdfast show uploads_20261121_021500"})
public final class ShowCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", description = "The backup.")
    String id = "";

    ShowCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        BackupId backup = new BackupId(id);
        try (Session session = context().open()) {
            CatalogEntry entry = session.backups().catalog().get(backup);
            // The manifest of a damaged backup cannot be read; what the list knows of it can still be shown.
            BackupManifest manifest =
                    entry.isDamaged() ? null : session.backups().catalog().manifest(backup);
            session.quiet();
            if (context().json()) {
                context().document(json -> document(json, entry, manifest));
            } else {
                write(
                        context().screen(),
                        entry,
                        manifest,
                        context().host().clock().instant());
            }
            return entry.isDamaged() ? ExitCode.INTEGRITY : ExitCode.DONE;
        }
    }

    private static void document(JsonDocument json, CatalogEntry entry, @Nullable BackupManifest manifest) {
        json.object(() -> {
            Documents.members(json, entry);
            json.texts("facts", manifest == null ? Map.of() : manifest.facts());
            json.texts("labels", manifest == null ? entry.labels() : manifest.labels());
            json.array("problems", () -> {
                if (manifest != null) {
                    Documents.problems(json, manifest.problems());
                }
                entry.copies().stream()
                        .map(StoreCopy::problem)
                        .filter(Objects::nonNull)
                        .forEach(problem -> Documents.problems(json, List.of(Objects.requireNonNull(problem))));
            });
        });
    }

    private static void write(Screen screen, CatalogEntry entry, @Nullable BackupManifest manifest, Instant now) {
        String age = " (" + Human.age(Duration.between(entry.startedAt(), now)) + " ago)";
        screen.pairs(
                "backup", entry.id().value(),
                "target", entry.target().toString(),
                "state", entry.isDamaged() ? "damaged" : Documents.word(entry.state()),
                "job", entry.job(),
                "run", entry.run(),
                "started", entry.startedAt() + age,
                "finished", entry.finishedAt().toString(),
                "due",
                        manifest == null || manifest.dueAt() == null
                                ? ""
                                : manifest.dueAt().toString(),
                "data", entry.isDamaged() ? "" : Human.bytes(entry.originalBytes()) + entriesOf(entry),
                "stored",
                        entry.isDamaged()
                                ? ""
                                : Human.bytes(entry.bytes()) + ", "
                                        + Human.percent(entry.bytes(), entry.originalBytes()) + " of the data",
                "stores", entry.copies().stream().map(ListCommand::copy).collect(Collectors.joining(", ")),
                "verified",
                        entry.verification() == null
                                ? "no"
                                : entry.verification().level().word() + " at "
                                        + entry.verification().at(),
                "pinned", entry.pinReason().orElse(""),
                "uid", entry.uid(),
                "written by", manifest == null ? "" : "holdfast " + manifest.libraryVersion());
        if (manifest != null) {
            screen.line("");
            screen.table(artifacts(manifest.artifacts()));
            map(screen, "facts", manifest.facts());
            map(screen, "labels", manifest.labels());
        }
        List<Problem> damage = entry.copies().stream()
                .map(StoreCopy::problem)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        if (!damage.isEmpty() || (manifest != null && !manifest.problems().isEmpty())) {
            screen.line("");
            screen.problems(damage, "");
            screen.problems(manifest == null ? List.of() : manifest.problems(), "");
        }
    }

    private static String entriesOf(CatalogEntry entry) {
        return entry.entries() == 0 ? "" : " in " + Human.count(entry.entries(), "entry");
    }

    private static Table artifacts(List<Artifact> artifacts) {
        Table table =
                Table.of("ARTIFACT", "ROLE", ">DATA", ">STORED", ">RATIO", ">RATE", ">ENTRIES", "ENCODING", "SHA-256");
        for (Artifact artifact : artifacts) {
            table.row(
                    artifact.name(),
                    artifact.role().word(),
                    Human.bytes(artifact.originalBytes()),
                    Human.bytes(artifact.bytes()),
                    Human.percent(artifact.bytes(), artifact.originalBytes()),
                    Human.rate(artifact.originalBytes(), artifact.encodeMillis()),
                    artifact.entries().isPresent()
                            ? Human.count(artifact.entries().getAsLong())
                            : "",
                    String.join(", ", artifact.encodings()),
                    artifact.sha256().substring(0, 16) + "…");
        }
        return table;
    }

    private static void map(Screen screen, String title, Map<String, String> values) {
        if (values.isEmpty()) {
            return;
        }
        screen.line("");
        screen.line(title);
        screen.pairs(values.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of("  " + entry.getKey(), entry.getValue()))
                .toArray(String[]::new));
    }
}
