package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.scheduler.internal.run.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A run that comes next, as its row in db-scheduler's table has it.
 *
 * @param due when it is due, by which it is known
 * @param attempt which attempt it is, from 1
 * @param reason why it is to be made
 * @param waits how often it waited for somebody else who works on the same target
 * @param definition the digest of the schedule it comes from
 */
public record DueRun(Instant due, int attempt, Reason reason, int waits, String definition) {

    private static final int PARTS = 5;

    /** Requires all. */
    public DueRun {
        Objects.requireNonNull(due, "due");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(definition, "definition");
    }

    /**
     * A first attempt.
     *
     * @param due when it is due
     * @param reason why it is to be made
     * @param definition the digest of the schedule
     * @return the run
     */
    static DueRun first(Instant due, Reason reason, String definition) {
        return new DueRun(due, 1, reason, 0, definition);
    }

    /** Returns the same run for whoever finds it behind a process that died. */
    DueRun revived() {
        return new DueRun(due, attempt, Reason.REVIVED, waits, definition);
    }

    /** Returns the same run, behind one more wait. */
    DueRun waiting() {
        return new DueRun(due, attempt, Reason.QUEUED, waits + 1, definition);
    }

    /** Returns the words that the table has. */
    String toText() {
        return String.join(" ", List.of(due.toString(), "" + attempt, reason.name(), "" + waits, definition));
    }

    /**
     * Reads what {@link #toText()} wrote.
     *
     * @throws IllegalArgumentException if it is nothing of the kind
     */
    static DueRun parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("no due run: " + text);
        }
        try {
            return new DueRun(
                    Instant.parse(parts[0]),
                    Integer.parseInt(parts[1]),
                    Reason.valueOf(parts[2]),
                    Integer.parseInt(parts[3]),
                    parts[4]);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("no due run: " + text, e);
        }
    }
}
