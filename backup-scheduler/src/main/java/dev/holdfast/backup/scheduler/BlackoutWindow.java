package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.scheduler.internal.text.DayWords;
import dev.holdfast.backup.scheduler.internal.text.TimeWords;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time of the week in which nothing begins, on the clock of the schedule's zone.
 *
 * @param days the days on which it begins, sorted
 * @param from when it begins
 * @param to when it ends, itself no longer part of it; if not later than {@code from}, on the next day. Midnight is the end of a day
 */
public record BlackoutWindow(List<DayOfWeek> days, LocalTime from, LocalTime to) {

    private static final Pattern TEXT = Pattern.compile("(?:(\\S+)\\s+)?([0-9:]+)\\s*-\\s*([0-9:]+)");

    /**
     * Sorts the days.
     *
     * @param days the days on which it begins; at least one
     * @param from when it begins
     * @param to when it ends, itself no longer part of it; if not later than {@code from}, on the next day. Midnight is the end of a day
     * @throws ConfigurationException {@code HF-SCH-006} without a day, or if it begins and ends at one time other than midnight
     */
    public BlackoutWindow {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        days = days.stream().distinct().sorted().toList();
        if (days.isEmpty()) {
            throw fault("a blackout without days");
        }
        if (from.equals(to) && !from.equals(LocalTime.MIDNIGHT)) {
            throw fault("a blackout that begins and ends at " + from);
        }
    }

    /**
     * Reads a window.
     *
     * @param text such as {@code mon-fri 08:00-18:00}, {@code sat,sun 00:00-24:00}, or {@code 22:00-06:00} for each night
     * @return the window
     * @throws ConfigurationException {@code HF-SCH-006} if the text is none
     */
    public static BlackoutWindow parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (!matcher.matches()) {
            throw fault("\"" + text + "\"");
        }
        Optional<List<DayOfWeek>> days = matcher.group(1) == null
                ? Optional.of(Arrays.asList(DayOfWeek.values()))
                : DayWords.parse(matcher.group(1));
        Optional<LocalTime> from = TimeWords.parse(matcher.group(2));
        Optional<LocalTime> to =
                matcher.group(3).equals("24:00") ? Optional.of(LocalTime.MIDNIGHT) : TimeWords.parse(matcher.group(3));
        if (days.isEmpty() || from.isEmpty() || to.isEmpty()) {
            throw fault("\"" + text + "\"");
        }
        return new BlackoutWindow(days.get(), from.get(), to.get());
    }

    private static ConfigurationException fault(String what) {
        return ScheduleFault.of(
                "HF-SCH-006",
                "blackout",
                what + " is no time of the week",
                "Write days and times, such as \"mon-fri 08:00-18:00\"; without days it is each day; 24:00 is the end of one.");
    }

    /** {@return the text that {@link #parse} reads} */
    @Override
    public String toString() {
        String end = to.equals(LocalTime.MIDNIGHT) ? "24:00" : TimeWords.of(to);
        String times = TimeWords.of(from) + "-" + end;
        return days.size() == DayOfWeek.values().length ? times : DayWords.of(days) + " " + times;
    }
}
