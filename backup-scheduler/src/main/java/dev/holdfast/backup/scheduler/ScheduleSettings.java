package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.scheduler.internal.text.DayWords;
import dev.holdfast.backup.scheduler.internal.text.SettingsJson;
import dev.holdfast.backup.scheduler.internal.text.TimeWords;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Schedules as settings: the form that configuration files, commands and databases share. */
public final class ScheduleSettings {

    private static final String DAILY = "daily";
    private static final String WEEKLY = "weekly";
    private static final String MONTHLY = "monthly";
    private static final String EVERY = "every";
    private static final String CRON = "cron";
    private static final List<String> KINDS = List.of(DAILY, WEEKLY, MONTHLY, EVERY, CRON);
    private static final String DAYS = "days";
    private static final String STARTING = "starting";
    private static final String ZONE = "zone";
    private static final String JITTER = "jitter";
    private static final String CATCH_UP = "catch-up";
    private static final String MAX_AGE = "max-age";
    private static final String OVERLAP = "overlap";
    private static final String BLACKOUT = "blackout";
    private static final String ENABLED = "enabled";
    private static final String LAST = "last";

    private ScheduleSettings() {}

    /** {@return the settings that a schedule has, in the order in which documents show them} */
    public static List<Setting> all() {
        return List.of(
                Setting.optional(DAILY, SettingType.TEXTS, "At what times of each day, such as \"02:15\"."),
                Setting.optional(WEEKLY, SettingType.TEXTS, "At what times of some days of the week; needs days."),
                Setting.optional(MONTHLY, SettingType.TEXTS, "At what times of some days of the month; needs days."),
                Setting.optional(
                        DAYS,
                        SettingType.TEXTS,
                        "Days of the week, such as mon or mon-fri; or of the month, 1 to 31 or last. A day that a month does not have is its last."),
                Setting.optional(
                        EVERY,
                        SettingType.DURATION,
                        "How much time is between two runs, whatever clocks do: 1m to 366d."),
                Setting.optional(
                        STARTING,
                        SettingType.TEXT,
                        "The first instant of every, in ISO 8601; Monday, 3 January 2000, 00:00 in the zone by default."),
                Setting.optional(
                        CRON,
                        SettingType.TEXT,
                        "Minute, hour, day of the month, month, day of the week, such as \"15 2 * * mon-fri\"."),
                Setting.optional(ZONE, SettingType.TEXT, "The time zone whose clock counts, such as Europe/Berlin.")
                        .byDefault("UTC"),
                Setting.optional(JITTER, SettingType.DURATION, "By how much a run may begin later than it is due.")
                        .byDefault("0s"),
                Setting.choice(
                        CATCH_UP,
                        words(CatchUp.values()),
                        CatchUp.ONCE.word(),
                        "What becomes of runs that were due while nobody was there: one makes up for all, or none."),
                Setting.optional(
                                MAX_AGE,
                                SettingType.DURATION,
                                "How long ago a run may have been due to be made up for.")
                        .byDefault("24h"),
                Setting.choice(
                        OVERLAP,
                        words(Overlap.values()),
                        Overlap.REFUSE.word(),
                        "What becomes of a run that is due while the one before goes on: refused, made next, or left out."),
                Setting.optional(
                        BLACKOUT,
                        SettingType.TEXTS,
                        "Times of the week in which nothing is due and nothing begins, such as \"mon-fri 08:00-18:00\"."),
                Setting.optional(ENABLED, SettingType.FLAG, "Whether the schedule counts.")
                        .byDefault("true"));
    }

    private static List<String> words(CatchUp... values) {
        return List.of(values).stream().map(CatchUp::word).toList();
    }

    private static List<String> words(Overlap... values) {
        return List.of(values).stream().map(Overlap::word).toList();
    }

    /**
     * Reads a schedule.
     *
     * @param settings its settings
     * @return the schedule
     * @throws ConfigurationException {@code HF-SCH-001} to {@code HF-SCH-007}; the context names the setting
     */
    public static Schedule read(Settings settings) {
        Schedule schedule = Schedule.of(recurrence(settings))
                .in(settings.text(ZONE).orElse("UTC"))
                .overlap(choice(settings, OVERLAP, Overlap.REFUSE, Overlap.values()))
                .enabled(settings.flag(ENABLED, true));
        schedule = schedule.catchUp(
                choice(settings, CATCH_UP, CatchUp.ONCE, CatchUp.values()),
                settings.duration(MAX_AGE).orElse(schedule.maxAge()));
        for (String window : settings.texts(BLACKOUT)) {
            schedule = schedule.except(BlackoutWindow.parse(window));
        }
        return schedule.jitter(settings.duration(JITTER).orElse(Duration.ZERO));
    }

    private static <E extends Enum<E>> E choice(Settings settings, String name, E byDefault, E[] values) {
        Optional<String> text = settings.text(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        for (E value : values) {
            if (word(value).equals(text.get())) {
                return value;
            }
        }
        throw ScheduleFault.of(
                "HF-SCH-005",
                name,
                "\"" + text.get() + "\" is no " + name,
                "Write one of "
                        + String.join(
                                ", ",
                                List.of(values).stream()
                                        .map(ScheduleSettings::word)
                                        .toList()) + ".");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Recurrence recurrence(Settings settings) {
        List<String> given = KINDS.stream().filter(settings::has).toList();
        if (given.size() != 1) {
            throw ScheduleFault.of(
                    "HF-SCH-005",
                    given.size() > 1 ? given.get(1) : "",
                    given.isEmpty()
                            ? "the schedule does not say when"
                            : "the schedule has both " + String.join(" and ", given),
                    "Write one of daily, weekly, monthly, every and cron.");
        }
        String kind = given.get(0);
        requireOnlyWith(settings, DAYS, kind, List.of(WEEKLY, MONTHLY));
        requireOnlyWith(settings, STARTING, kind, List.of(EVERY));
        return switch (kind) {
            case DAILY -> new Recurrence.Daily(times(settings, DAILY));
            case WEEKLY -> new Recurrence.Weekly(daysOfWeek(settings), times(settings, WEEKLY));
            case MONTHLY -> new Recurrence.Monthly(daysOfMonth(settings), times(settings, MONTHLY));
            case EVERY ->
                new Recurrence.Every(
                        settings.duration(EVERY).orElseThrow(),
                        settings.text(STARTING).map(ScheduleSettings::instant).orElse(null));
            default -> new Recurrence.Cron(settings.requireText(CRON));
        };
    }

    private static void requireOnlyWith(Settings settings, String name, String kind, List<String> kinds) {
        if (settings.has(name) && !kinds.contains(kind)) {
            throw ScheduleFault.of(
                    "HF-SCH-005",
                    name,
                    name + " does not go with " + kind,
                    "It goes with " + String.join(" or ", kinds) + ".");
        }
    }

    private static List<LocalTime> times(Settings settings, String kind) {
        return Schedule.times(kind, settings.texts(kind));
    }

    private static List<DayOfWeek> daysOfWeek(Settings settings) {
        List<DayOfWeek> days = new ArrayList<>();
        for (String text : settings.texts(DAYS)) {
            days.addAll(DayWords.parse(text)
                    .orElseThrow(() -> ScheduleFault.of(
                            "HF-SCH-004",
                            DAYS,
                            "\"" + text + "\" is no day of the week",
                            "Write mon, tue, wed, thu, fri, sat or sun, or a span such as mon-fri.")));
        }
        return days;
    }

    private static List<Integer> daysOfMonth(Settings settings) {
        List<Integer> days = new ArrayList<>();
        for (String text : settings.texts(DAYS)) {
            if (!text.equals(LAST) && !text.matches("\\d{1,2}")) {
                throw ScheduleFault.of(
                        "HF-SCH-004",
                        DAYS,
                        "\"" + text + "\" is no day of the month",
                        "Write numbers from 1 to 31, or last; a day that a month does not have is its last.");
            }
            days.add(text.equals(LAST) ? Recurrence.Monthly.LAST : Integer.parseInt(text));
        }
        return days;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw ScheduleFault.of(
                    "HF-SCH-003", STARTING, "\"" + text + "\" is no instant", "Write it as 2026-11-20T02:15:00Z.", e);
        }
    }

    /**
     * Writes a schedule; equal schedules give equal settings.
     *
     * @param schedule the schedule
     * @return settings of which {@link #read} makes an equal schedule; what is as by default is left out, but the zone
     */
    public static Settings write(Schedule schedule) {
        Map<String, Object> values = new LinkedHashMap<>();
        writeRecurrence(schedule.recurrence(), values);
        values.put(
                ZONE,
                schedule.zone().equals(ZoneOffset.UTC) ? "UTC" : schedule.zone().getId());
        Schedule plain = Schedule.of(schedule.recurrence());
        if (!schedule.jitter().equals(plain.jitter())) {
            values.put(JITTER, schedule.jitter());
        }
        if (schedule.catchUp() != plain.catchUp()) {
            values.put(CATCH_UP, schedule.catchUp().word());
        }
        if (!schedule.maxAge().equals(plain.maxAge())) {
            values.put(MAX_AGE, schedule.maxAge());
        }
        if (schedule.overlap() != plain.overlap()) {
            values.put(OVERLAP, schedule.overlap().word());
        }
        if (!schedule.blackout().isEmpty()) {
            values.put(
                    BLACKOUT,
                    schedule.blackout().stream().map(BlackoutWindow::toString).toList());
        }
        if (!schedule.enabled()) {
            values.put(ENABLED, false);
        }
        return Settings.of(values);
    }

    private static void writeRecurrence(Recurrence recurrence, Map<String, Object> values) {
        if (recurrence instanceof Recurrence.Daily daily) {
            values.put(DAILY, texts(daily.times()));
        } else if (recurrence instanceof Recurrence.Weekly weekly) {
            values.put(WEEKLY, texts(weekly.times()));
            values.put(DAYS, weekly.days().stream().map(DayWords::of).toList());
        } else if (recurrence instanceof Recurrence.Monthly monthly) {
            values.put(MONTHLY, texts(monthly.times()));
            values.put(
                    DAYS,
                    monthly.days().stream()
                            .map(day -> day == Recurrence.Monthly.LAST ? LAST : day.toString())
                            .toList());
        } else if (recurrence instanceof Recurrence.Every every) {
            values.put(EVERY, every.length());
            Instant starting = every.starting();
            if (starting != null) {
                values.put(STARTING, starting.toString());
            }
        } else if (recurrence instanceof Recurrence.Cron cron) {
            values.put(CRON, cron.expression());
        }
    }

    /**
     * Writes a schedule as it is kept in databases; equal schedules give equal texts.
     *
     * @param schedule the schedule
     * @return a JSON object of its settings
     */
    public static String toJson(Schedule schedule) {
        return SettingsJson.write(write(schedule));
    }

    /**
     * Reads a schedule as it is kept in databases.
     *
     * @param json what {@link #toJson} wrote
     * @return the schedule
     * @throws ConfigurationException {@code HF-SCH-001} to {@code HF-SCH-007}
     * @throws IllegalArgumentException if the text is no JSON object
     */
    public static Schedule fromJson(String json) {
        return read(SettingsJson.read(json));
    }

    private static List<String> texts(List<LocalTime> times) {
        return times.stream().map(TimeWords::of).toList();
    }
}
