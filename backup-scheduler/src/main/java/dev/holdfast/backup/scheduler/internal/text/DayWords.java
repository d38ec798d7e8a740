package dev.holdfast.backup.scheduler.internal.text;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Days of the week as people write them: {@code mon}, {@code monday}, {@code mon-fri}, {@code sat,sun}. */
public final class DayWords {

    private static final int SHORT = 3;

    private DayWords() {}

    /**
     * Reads days.
     *
     * @param text days and spans of days with commas between them; a span may go over the end of the week
     * @return the days in the order of the text; empty if the text names none, or something else
     */
    public static Optional<List<DayOfWeek>> parse(String text) {
        List<DayOfWeek> days = new ArrayList<>();
        for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] ends = part.trim().split("-", -1);
            Optional<DayOfWeek> first = day(ends[0].trim());
            Optional<DayOfWeek> last =
                    ends.length == 1 ? first : ends.length == 2 ? day(ends[1].trim()) : Optional.empty();
            if (first.isEmpty() || last.isEmpty()) {
                return Optional.empty();
            }
            for (DayOfWeek day = first.get(); day != last.get(); day = day.plus(1)) {
                days.add(day);
            }
            days.add(last.get());
        }
        return Optional.of(days);
    }

    private static Optional<DayOfWeek> day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String whole = day.name().toLowerCase(Locale.ROOT);
            if (word.equals(whole) || word.equals(whole.substring(0, SHORT))) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    /**
     * Writes days.
     *
     * @param days the days
     * @return their short names with commas between them
     */
    public static String of(Collection<DayOfWeek> days) {
        return String.join(",", days.stream().map(DayWords::of).toList());
    }

    /**
     * Writes a day.
     *
     * @param day the day
     * @return its short name
     */
    public static String of(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT).substring(0, SHORT);
    }
}
