package dev.holdfast.backup.history;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something is run, and for whom.
 *
 * @param trigger what set it off
 * @param requester who asked for it: the name of a user, of a principal; empty if nobody in particular
 * @param dueAt the instant a schedule wanted it, the same for every attempt and however late; {@code null} if no schedule did
 * @param attempt which attempt it is, from 1
 */
public record RunCause(
        RunTrigger trigger, String requester, @Nullable Instant dueAt, int attempt) {

    /** The application's own wish. */
    public static final RunCause HOST = new RunCause(RunTrigger.HOST, "", null, 1);

    private static final int LONGEST_REQUESTER = 200;

    /**
     * Validates the parts.
     *
     * @param trigger what set it off
     * @param requester who asked for it, at most 200 characters
     * @param dueAt the instant a schedule wanted it, or {@code null}
     * @param attempt which attempt it is, from 1
     */
    public RunCause {
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(requester, "requester");
        if (requester.length() > LONGEST_REQUESTER) {
            throw new IllegalArgumentException("requester is longer than " + LONGEST_REQUESTER + " characters");
        }
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt " + attempt + " is below 1");
        }
    }

    /**
     * Somebody's wish at the command line.
     *
     * @param user the user's name
     * @return the cause
     */
    public static RunCause command(String user) {
        return new RunCause(RunTrigger.COMMAND, user, null, 1);
    }

    /**
     * A schedule's wish.
     *
     * @param trigger {@link RunTrigger#SCHEDULE}, {@link RunTrigger#CATCH_UP} or {@link RunTrigger#RETRY}
     * @param dueAt the instant it was due
     * @param attempt which attempt it is, from 1
     * @return the cause
     */
    public static RunCause schedule(RunTrigger trigger, Instant dueAt, int attempt) {
        return new RunCause(trigger, "", dueAt, attempt);
    }

    /**
     * The same, asked for by somebody else.
     *
     * @param who the name of a user, of a principal
     * @return a copy
     */
    public RunCause by(String who) {
        return new RunCause(trigger, who, dueAt, attempt);
    }

    /**
     * The same, due at an instant.
     *
     * @param instant the instant a schedule wanted it
     * @return a copy
     */
    public RunCause due(Instant instant) {
        return new RunCause(trigger, requester, instant, attempt);
    }
}
