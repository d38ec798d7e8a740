package dev.holdfast.backup.cli.output;

/**
 * Which of the standard streams are a terminal, and what it can show.
 *
 * @param in whether standard input is one, so that somebody can answer
 * @param out whether standard output is one
 * @param err whether standard error is one
 * @param columns its width in characters
 * @param color whether colours are welcome
 */
public record Terminal(boolean in, boolean out, boolean err, int columns, boolean color) {

    /** The width to count on where nobody says. */
    public static final int DEFAULT_COLUMNS = 80;

    private static final int LEAST_COLUMNS = 20;

    /** Replaces a width that no terminal has. */
    public Terminal {
        columns = columns < LEAST_COLUMNS ? DEFAULT_COLUMNS : columns;
    }

    /** Returns what a script sees: no terminal at all. */
    public static Terminal none() {
        return new Terminal(false, false, false, DEFAULT_COLUMNS, false);
    }

    /** Tells whether somebody is there who reads questions and answers them. */
    public boolean canAsk() {
        return in && err;
    }

    /** Returns this terminal without colours. */
    public Terminal plain() {
        return new Terminal(in, out, err, columns, false);
    }
}
