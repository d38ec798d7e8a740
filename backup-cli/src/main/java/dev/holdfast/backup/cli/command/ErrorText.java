package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.TextWidth;
import java.util.List;

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
        List<String> message = lines(failure.message());
        String first = message.isEmpty() ? "" : message.get(0);
        screen.err().println(Style.BAD.on("error:", color) + " " + first + " (" + failure.code() + ")");
        // Of a fault in a file: the line it is on, and marks below it.
        message.stream().skip(1).forEach(screen.err()::println);
        List<String> hint = lines(failure.hint());
        for (int i = 0; i < hint.size(); i++) {
            screen.err().println((i == 0 ? Style.FAINT.on("hint:", color) : "     ") + " " + hint.get(i));
        }
    }

    private static List<String> lines(String text) {
        return text.lines().map(TextWidth::safe).toList();
    }
}
