package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.spi.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A schedule in options, by the names that its settings have in files. */
final class ScheduleOptions {

    private static final List<String> KINDS = List.of("daily", "weekly", "monthly", "every", "cron");

    @Option(
            names = "--daily",
            paramLabel = "TIME",
            split = ",",
            description = "At this time of each day: 02:15. May be given again.")
    List<String> daily = new ArrayList<>();

    @Option(
            names = "--weekly",
            paramLabel = "TIME",
            split = ",",
            description = "At this time of some days of the week; needs --days.")
    List<String> weekly = new ArrayList<>();

    @Option(
            names = "--monthly",
            paramLabel = "TIME",
            split = ",",
            description = "At this time of some days of the month; needs --days.")
    List<String> monthly = new ArrayList<>();

    @Option(
            names = "--days",
            paramLabel = "DAYS",
            split = ",",
            description = "Days of the week, such as mon-fri, or of the month: 1 to 31, last.")
    List<String> days = new ArrayList<>();

    @Option(names = "--every", paramLabel = "TIME", description = "Each time so much time has passed: 6h.")
    @Nullable String every;

    @Option(names = "--starting", paramLabel = "INSTANT", description = "From when --every counts.")
    @Nullable String starting;

    @Option(names = "--cron", paramLabel = "CRON", description = "When five fields say: \"15 2 * * mon-fri\".")
    @Nullable String cron;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "The time zone whose clock counts, such as Europe/Berlin; UTC if none is named.")
    @Nullable String zone;

    @Option(names = "--jitter", paramLabel = "TIME", description = "By how much a run may begin later than it is due.")
    @Nullable String jitter;

    @Option(
            names = "--catch-up",
            paramLabel = "once|skip",
            description = "What becomes of missed runs: one makes up for all, or none.")
    @Nullable String catchUp;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            description = "How long ago a run may have been due to be made up for.")
    @Nullable String maxAge;

    @Option(
            names = "--overlap",
            paramLabel = "refuse|queue|skip",
            description = "What becomes of a run that is due while the one before goes on.")
    @Nullable String overlap;

    @Option(
            names = "--blackout",
            paramLabel = "WINDOW",
            description = "When nothing is due: \"mon-fri 08:00-18:00\". May be given again.")
    List<String> blackout = new ArrayList<>();

    @Option(names = "--disabled", description = "Do not run it for now.")
    boolean disabled;

    @Option(names = "--enabled", description = "Run it again.")
    boolean enabled;

    /** Returns what was given as settings; nothing that was not. */
    Settings settings() {
        if (enabled && disabled) {
            throw Faults.usage("--enabled and --disabled do not go together", "Use one of them.");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        putAll(values, "daily", daily);
        putAll(values, "weekly", weekly);
        putAll(values, "monthly", monthly);
        putLength(values, "every", every);
        put(values, "cron", cron);
        putAll(values, "days", days);
        put(values, "starting", starting);
        put(values, "zone", zone);
        putLength(values, "jitter", jitter);
        put(values, "catch-up", catchUp);
        putLength(values, "max-age", maxAge);
        put(values, "overlap", overlap);
        putAll(values, "blackout", blackout);
        if (enabled || disabled) {
            values.put("enabled", enabled);
        }
        return Settings.of(values);
    }

    private static void put(Map<String, Object> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private static void putLength(Map<String, Object> values, String name, @Nullable String value) {
        if (value != null && Settings.parseDuration(value).isEmpty()) {
            throw Faults.usage(
                    "--" + name + " is \"" + value + "\", which is no length of time",
                    "Write a number with its unit, such as 90s, 10m, 36h or 30d.");
        }
        put(values, name, value);
    }

    private static void putAll(Map<String, Object> values, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            values.put(name, texts.stream().map(String::strip).toList());
        }
    }

    /**
     * Changes settings by what was given. Another kind of schedule takes the place of the old one with its days.
     *
     * @param old the settings as they are
     */
    Settings over(Settings old) {
        Settings given = settings();
        Map<String, Object> values = new LinkedHashMap<>(old.asMap());
        if (KINDS.stream().anyMatch(given::has)) {
            boolean same = KINDS.stream().allMatch(kind -> given.has(kind) == old.has(kind));
            KINDS.forEach(values::remove);
            if (!same) {
                Arrays.asList("days", "starting").forEach(values::remove);
            }
        }
        values.putAll(given.asMap());
        return Settings.of(values);
    }
}
