package dev.holdfast.backup.scheduler.internal.text;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times of the day as people write them: {@code 02:15}. */
public final class TimeWords {

    private static final Pattern TEXT = Pattern.compile("\\d\\d:\\d\\d(:\\d\\d)?");

    private TimeWords() {}

    /**
     * Reads a time.
     *
     * @param text hours and minutes of two digits each, and perhaps seconds
     * @return the time; empty if the text is none
     */
    public static Optional<LocalTime> parse(String text) {
        try {
            return TEXT.matcher(text).matches() ? Optional.of(LocalTime.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes a time.
     *
     * @param time the time
     * @return what {@link #parse} reads
     */
    public static String of(LocalTime time) {
        return time.toString();
    }
}
