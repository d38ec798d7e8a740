package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows when runs are due. */
@Command(
        name = "next",
        header = "Show when runs are due.",
        description = {
            "Shows when the next runs are due, by the schedules of the configuration and those made at run time. Needs neither stores nor targets, and"
                    + " begins nothing.",
            "",
            "DUE is what the clock of the schedule's zone shows. BEGINS is later by the run's part of the jitter. maintenance.verify and so on"
                    + " are the schedules of maintenance. What never fires is warned of, and what is switched off is shown as if it were not."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast schedule next",
            "  holdfast schedule next nightly --from 2026-03-28 --count 3"
        })
public final class ScheduleNextCommand extends HoldfastCommand {

    private static final int MOST = 1000;

    @Parameters(paramLabel = "JOB", arity = "0..1", description = "Whose schedule (default: all).")
    @Nullable String name;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description =
                    "Only what is due later than this: an instant (2026-03-29T00:00:00Z) or a date, UTC (default: now).")
    @Nullable String from;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "5",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "How many of each schedule, up to 1000 (default: ${DEFAULT-VALUE}).")
    int count = 5;

    ScheduleNextCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        if (count < 1 || count > MOST) {
            throw Faults.usage("--count is " + count, "Use a number from 1 to " + MOST + ".");
        }
        Instant begin = from == null ? context().host().clock().instant() : instant(from);
        HoldfastConfiguration configuration =
                ConfigurationReader.read(context(), context().providers());
        List<NamedSchedule> schedules =
                NamedSchedule.mayBeIn(configuration) ? NamedSchedule.of(configuration) : List.of();
        if (name != null) {
            String wanted = name;
            List<NamedSchedule> inFile = schedules.stream()
                    .filter(one -> one.name().equals(wanted)
                            || NamedSchedule.plain(one.name()).equals(wanted))
                    .toList();
            write(inFile.isEmpty() ? List.of(madeAtRunTime(wanted)) : inFile.subList(0, 1), begin);
        } else {
            List<NamedSchedule> all = new ArrayList<>(schedules);
            all.addAll(madeAtRunTime(configuration, schedules));
            write(all, begin);
        }
        return ExitCode.DONE;
    }

    private NamedSchedule madeAtRunTime(String wanted) {
        try (ScheduleSession session = ScheduleSession.open(context())) {
            ScheduleStatus status = session.schedule(wanted);
            noteRest(status);
            return NamedSchedule.of(status);
        }
    }

    /** Beside those of the file, if there is a database to ask; that it does not answer hides nothing of the file's. */
    private List<NamedSchedule> madeAtRunTime(HoldfastConfiguration configuration, List<NamedSchedule> inFile) {
        if (!Recording.isThere(configuration)) {
            return List.of();
        }
        try (ScheduleSession session = ScheduleSession.open(context())) {
            List<ScheduleStatus> all = session.scheduler().list();
            all.forEach(this::noteRest);
            return all.stream()
                    .map(NamedSchedule::of)
                    .filter(one ->
                            inFile.stream().noneMatch(other -> other.name().equals(one.name())))
                    .toList();
        } catch (BackupException e) {
            context()
                    .screen()
                    .note("note: schedules that were made at run time are not shown: " + e.getMessage() + " ("
                            + e.code() + ")");
            return List.of();
        }
    }

    /** What is shown is when it would be due; that it is switched off is told of all schedules, with or without a database. */
    private void noteRest(ScheduleStatus status) {
        switch (status.state()) {
            case PAUSED, ORPHANED ->
                context()
                        .screen()
                        .note("note: the schedule of " + ScheduleText.name(status) + " is "
                                + ScheduleText.state(status.state()) + ", and is not run");
            default -> {}
        }
    }

    private static Instant instant(String text) {
        try {
            return text.length() == "2026-03-29".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Faults.usage(
                    "--from \"" + text + "\" is no instant",
                    "Write 2026-03-29T00:00:00Z, 2026-03-29T01:00:00+01:00, or a date such as 2026-03-29.");
        }
    }

    private void write(List<NamedSchedule> schedules, Instant begin) {
        if (context().json()) {
            context().document(json -> {
                if (name == null) {
                    json.object(() -> schedules.forEach(one -> json.array(
                            one.name(), () -> items(json, one.schedule().next(begin, count)))));
                } else {
                    json.array(() -> items(json, schedules.get(0).schedule().next(begin, count)));
                }
            });
        } else if (schedules.isEmpty()) {
            context().screen().line("there are no schedules");
        } else {
            table(context().screen(), schedules, begin);
        }
        warn(schedules, begin);
    }

    private static void items(JsonDocument json, List<Instant> instants) {
        instants.forEach(instant -> json.item(instant.toString()));
    }

    private void table(Screen screen, List<NamedSchedule> schedules, Instant begin) {
        Table table = Table.of("JOB", "DUE", "ZONE", "UTC", "BEGINS");
        for (NamedSchedule one : schedules) {
            for (Instant due : one.schedule().next(begin, count)) {
                Instant start = one.schedule().start(one.name(), due);
                table.row(
                        new Table.Cell(one.name(), Style.STRONG),
                        one.local(due),
                        one.zone(),
                        due.toString(),
                        start.equals(due) ? "" : one.localToTheSecond(start));
            }
        }
        if (!table.isEmpty()) {
            screen.table(table);
        }
    }

    /** Beside the result, since a document is of instants alone. */
    private void warn(List<NamedSchedule> schedules, Instant begin) {
        for (NamedSchedule one : schedules) {
            if (!one.schedule().enabled()) {
                context().screen().note("note: the schedule of " + one.name() + " is switched off");
            }
            for (Problem problem : one.schedule().warnings(begin)) {
                context()
                        .screen()
                        .note("warning: " + one.name() + ": " + problem.message() + " (" + problem.code() + "). "
                                + problem.hint());
            }
        }
    }
}
