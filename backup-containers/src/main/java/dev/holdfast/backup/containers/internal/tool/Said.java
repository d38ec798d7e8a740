package dev.holdfast.backup.containers.internal.tool;

import java.util.ArrayList;
import java.util.List;

/** What programs say. */
public final class Said {

    private static final int SHOWN = 300;
    private static final List<String> TO_ERRORS = List.of("sh", "-c", "exec \"$@\" >&2 </dev/null", "holdfast");

    private Said() {}

    /**
     * Lets a program say all on standard error, whose end is kept however much it is. Whoever reads standard output might wait longer than a
     * deadline; standard error is read beside.
     *
     * @param command the program and its arguments
     * @return the command that does
     */
    public static List<String> toErrors(List<String> command) {
        List<String> all = new ArrayList<>(TO_ERRORS);
        all.addAll(command);
        return all;
    }

    /**
     * Makes what a program said fit for a message.
     *
     * @param said all of it
     * @return its last line that says something, shortened
     */
    public static String lastLine(String said) {
        String last =
                said.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (a, b) -> b);
        return last.length() <= SHOWN ? last : last.substring(0, SHOWN - 1) + "…";
    }
}
