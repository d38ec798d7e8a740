package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what was done. */
@Command(
        name = "history",
        header = "Show what was done.",
        description = {
            "Shows what was done, newest first: runs, also those that were refused, skipped or interrupted, restores, verifications, expiries and what"
                    + " else changes stores. Other nodes' too, if they share the database of schedules.",
            "",
            "RUN begins with when it was, in UTC. DATA is what was read or restored, before compression. PAUSE is how long hooks held anything still."
                    + " WHY is what asked for it: a schedule, a catch-up, a retry with its number, or a user. RESULT is the first problem, else what was removed and"
                    + " why, else the backup. \"history show\" and --json have all of it."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast history --job nightly --since 7d",
            "  holdfast history --state failed --state interrupted",
            "  holdfast history --kind expire --json",
            "  holdfast history show 20261120T021500-3f9a1c"
        })
public final class HistoryCommand extends HoldfastCommand implements CommandGroup {

    @Option(names = "--job", paramLabel = "J", description = "Only runs of this job.")
    @Nullable String job;

    @Option(names = "--target", paramLabel = "T", description = "Only what had to do with this target.")
    @Nullable String target;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description =
                    "Only this kind: backup, restore, rollback, confirm, verify, expire, delete, sweep, recover, copy, export, import, pin, unpin. May be"
                            + " given again.")
    List<String> kinds = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description =
                    "Only this state: running, succeeded, degraded, failed, cancelled, interrupted, refused, skipped. May be given again.")
    List<String> states = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "7d|DATE",
            description = "Only what began since: an age such as 36h or 7d, a date (2026-11-20, UTC) or an instant.")
    @Nullable String since;

    @Option(names = "--until", paramLabel = "7d|DATE", description = "Only what began before.")
    @Nullable String until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "How many at most, up to 1000 (default: ${DEFAULT-VALUE}).")
    int limit = 50;

    @Option(names = "--after", paramLabel = "PLACE", description = "Go on where another page ended, which said so.")
    @Nullable String after;

    HistoryCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Map<String, Function<CommandContext, Object>> commands() {
        return Map.of("show", HistoryShowCommand::new);
    }

    @Override
    ExitCode run() {
        Instant now = context().host().clock().instant();
        HistoryQuery query = query(now);
        try (Recording recording = Recording.of(
                ConfigurationReader.read(context(), context().providers()),
                context().host(),
                "command")) {
            HistoryPage page = recording.database().history().page(query);
            if (context().json()) {
                context()
                        .document(json ->
                                json.array(() -> page.runs().forEach(run -> HistoryText.document(json, run))));
            } else if (page.runs().isEmpty()) {
                context().screen().line(isFiltered() ? "nothing matches" : "nothing was done yet");
            } else {
                context().screen().table(HistoryText.table(page.runs(), now));
            }
            // Beside the result, since a document is of runs alone.
            page.following().ifPresent(place -> context().screen().note("more: add --after " + place));
            return ExitCode.DONE;
        }
    }

    private boolean isFiltered() {
        return Stream.of(job, target, since, until, after).anyMatch(value -> value != null)
                || !kinds.isEmpty()
                || !states.isEmpty();
    }

    private HistoryQuery query(Instant now) {
        if (limit < 1 || limit > HistoryQuery.LARGEST_PAGE) {
            throw Faults.usage("--limit is " + limit, "Use a number from 1 to " + HistoryQuery.LARGEST_PAGE + ".");
        }
        HistoryQuery query = HistoryQuery.ALL
                .ofKinds(set("--kind", RunKind.class, kinds))
                .inStates(set("--state", RunState.class, states))
                .between(
                        since == null ? null : ListCommand.instant("--since", since, now),
                        until == null ? null : ListCommand.instant("--until", until, now))
                .limitedTo(limit);
        query = job == null ? query : query.ofJob(job);
        query = target == null ? query : query.ofTarget(target);
        return after == null ? query : query.after(place(after));
    }

    private static HistoryCursor place(String text) {
        try {
            return HistoryCursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw Faults.usage("--after \"" + text + "\" is no place in a history", "Copy it from the page before.");
        }
    }

    private static <E extends Enum<E>> Set<E> set(String option, Class<E> type, List<String> words) {
        Set<E> set = EnumSet.noneOf(type);
        List<String> known = Stream.of(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
        for (String word : words) {
            if (!known.contains(word)) {
                throw Faults.usage(
                        option + " \"" + word + "\" is none",
                        Suggestions.meant(word, known) + "There are " + String.join(", ", known) + ".");
            }
            set.add(Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
        }
        return set;
    }
}
