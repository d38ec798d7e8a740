package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogListing;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.catalog.StoreCopy;
import dev.holdfast.backup.catalog.Verification;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists backups. */
@Command(
        name = "list",
        header = "List backups.",
        description = {
            "Lists the backups there are, newest first. A damaged one is listed as damaged, never hidden.",
            "",
            "SIZE is what is stored, DATA what it was before compression. VERIFIED is the highest proof that holds. Ends "
                    + "with exit code 3 if a store could not be read, and the list may lack backups."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast list",
            "  holdfast list --target uploads --since 7d",
            "  holdfast list --since 2026-11-01 --json"
        })
public final class ListCommand extends HoldfastCommand {

    @Option(names = "--target", paramLabel = "T", description = "Only backups of this target.")
    @Nullable String target;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only backups of targets of this type.")
    @Nullable String type;

    @Option(names = "--store", paramLabel = "S", description = "Only backups in this store.")
    @Nullable String store;

    @Option(
            names = "--since",
            paramLabel = "7d|DATE",
            description = "Only backups begun since: an age such as 36h or 7d, a date (2026-11-20, UTC) or an instant.")
    @Nullable String since;

    @Option(names = "--limit", paramLabel = "N", description = "Only the newest N.")
    @Nullable Integer limit;

    ListCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        if (limit != null && limit < 1) {
            throw Faults.usage("--limit is " + limit, "Use a number from 1 on.");
        }
        Instant now = context().host().clock().instant();
        CatalogQuery query = query(now);
        try (Session session = context().open()) {
            CatalogListing listing = session.backups().catalog().read(query);
            List<CatalogEntry> entries = listing.entries();
            session.quiet();
            if (context().json()) {
                context()
                        .document(json -> json.array(
                                () -> entries.forEach(entry -> json.object(() -> Documents.members(json, entry)))));
            } else if (entries.isEmpty()) {
                context().screen().line(isFiltered() ? "no backup matches" : "there are no backups yet");
                if (!isFiltered()) {
                    context().screen().next("holdfast create");
                }
            } else {
                context().screen().table(table(entries, now));
            }
            // The log has said which store and why.
            return listing.unread().isEmpty() ? ExitCode.DONE : ExitCode.DEGRADED;
        }
    }

    private boolean isFiltered() {
        return target != null || type != null || store != null || since != null;
    }

    private CatalogQuery query(Instant now) {
        return CatalogQuery.all()
                .target(target)
                .type(type)
                .store(store)
                .since(since == null ? null : instant("--since", since, now))
                .limit(limit == null ? 0 : limit);
    }

    static Instant instant(String option, String text, Instant now) {
        Optional<Duration> age = Settings.parseDuration(text);
        if (age.isPresent()) {
            return now.minus(age.get());
        }
        try {
            return text.length() == "2026-11-20".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ConfigurationException(
                    Failure.of("HF-CMD-011", option + " \"" + text + "\" is no age and no date")
                            .hint("Write an age such as 36h or 7d, a date such as 2026-11-20, or an instant such as "
                                    + "2026-11-20T02:15:00Z.")
                            .with(option.substring(2), text),
                    e);
        }
    }

    private static Table table(List<CatalogEntry> entries, Instant now) {
        Table table =
                Table.of("ID", "TARGET", ">SIZE", ">DATA", ">ENTRIES", ">AGE", "STATE", "VERIFIED", "PIN", "STORES");
        for (CatalogEntry entry : entries) {
            boolean damaged = entry.isDamaged();
            Verification verification = entry.verification();
            table.row(
                    new Table.Cell(entry.id().value(), Style.STRONG),
                    entry.target().toString(),
                    damaged ? "" : Human.bytes(entry.bytes()),
                    damaged ? "" : Human.bytes(entry.originalBytes()),
                    entry.entries() == 0 ? "" : Human.count(entry.entries()),
                    Human.age(Duration.between(entry.startedAt(), now)),
                    damaged ? new Table.Cell("damaged", Style.BAD) : RunText.state(entry.state()),
                    verification == null ? "" : verification.level().word(),
                    entry.isPinned() ? "pinned" : "",
                    entry.copies().stream().map(ListCommand::copy).collect(Collectors.joining(", ")));
        }
        return table;
    }

    static String copy(StoreCopy copy) {
        return copy.isSound() ? copy.store() : copy.store() + " (damaged)";
    }
}
