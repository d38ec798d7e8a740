package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.TextWidth;

/** An error as people read it, on standard error. */
public final class ErrorText {

    private ErrorText() {}

    /**
     * Writes an error: what failed with its code, and what to do.
     *
     * @param screen where people read
     * @param failure what failed
     */
    public static void write(Screen screen, Failure failure) {
        boolean color = screen.terminal().err() && screen.terminal().color();
        screen.out().flush();
        screen.err()
                .println(Style.BAD.on("error:", color) + " " + lines(failure.message()) + " (" + failure.code() + ")");
        if (!failure.hint().isEmpty()) {
            screen.err().println(Style.FAINT.on("hint:", color) + " " + lines(failure.hint()));
        }
    }

    /** A snippet of a file has lines of its own. */
    private static String lines(String text) {
        StringBuilder safe = new StringBuilder();
        text.lines().forEach(line -> safe.append(safe.isEmpty() ? "" : System.lineSeparator())
                .append(TextWidth.safe(line)));
        return safe.toString();
    }
}
