package dev.holdfast.backup.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;

/**
 * A place between two runs in a history: behind the run that is named. It stays right while runs are added and forgotten.
 *
 * @param startedAt when the last run of the page before began
 * @param run its id
 */
public record HistoryCursor(Instant startedAt, String run) {

    /**
     * Requires both parts.
     *
     * @param startedAt when the last run of the page before began
     * @param run its id
     */
    public HistoryCursor {
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(run, "run");
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @param text the text
     * @return the cursor
     * @throws IllegalArgumentException if it is none
     */
    public static HistoryCursor parse(String text) {
        int end = text.indexOf('/');
        try {
            if (end > 0 && end < text.length() - 1) {
                return new HistoryCursor(Instant.parse(text.substring(0, end)), text.substring(end + 1));
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a place in a history: " + text, e);
        }
        throw new IllegalArgumentException("not a place in a history: " + text);
    }

    /** {@return the place as text that {@link #parse} reads; without spaces} */
    @Override
    public String toString() {
        return startedAt + "/" + run;
    }
}
