package dev.holdfast.backup.cli.output;

import dev.holdfast.backup.Problem;
import java.io.PrintStream;
import java.util.List;

/** Writes for people: results to standard output, the rest to standard error. */
public final class Screen {

    private static final int TOGETHER = 8 * 1024;

    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;

    /**
     * Makes a screen.
     *
     * @param out for results
     * @param err for questions, warnings, errors
     * @param terminal what is behind the two
     */
    public Screen(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Returns what is behind the streams. */
    public Terminal terminal() {
        return terminal;
    }

    /** Returns the stream of results. */
    public PrintStream out() {
        return out;
    }

    /** Returns the stream of the rest. */
    public PrintStream err() {
        return err;
    }

    /**
     * Writes a line of the result.
     *
     * @param text any text
     */
    public void line(String text) {
        out.println(TextWidth.safe(text));
    }

    /**
     * Writes a line of the result in a style.
     *
     * @param style how it looks
     * @param text any text
     */
    public void line(Style style, String text) {
        out.println(style.on(TextWidth.safe(text), terminal.out() && terminal.color()));
    }

    /**
     * Writes a table.
     *
     * @param table the table
     */
    public void table(Table table) {
        lines(table.lines(terminal.out() && terminal.color(), terminal.out() ? terminal.columns() : Integer.MAX_VALUE));
    }

    /** The stream hands on whatever ends a line: many lines at a time cost a table of many thousand rows far less. */
    private void lines(List<String> lines) {
        StringBuilder together = new StringBuilder(2 * TOGETHER);
        for (String line : lines) {
            together.append(line).append(System.lineSeparator());
            if (together.length() >= TOGETHER) {
                out.print(together);
                together.setLength(0);
            }
        }
        out.print(together);
    }

    /**
     * Writes names with their values, aligned.
     *
     * @param pairs name, value, name, value …; a pair without a value is left out
     */
    public void pairs(String... pairs) {
        int width = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            width = pairs[i + 1].isEmpty() ? width : Math.max(width, TextWidth.of(pairs[i]));
        }
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i + 1].isEmpty()) {
                String padding = " ".repeat(width - TextWidth.of(pairs[i]) + 2);
                out.println(Style.FAINT.on(TextWidth.safe(pairs[i]), terminal.out() && terminal.color())
                        + padding
                        + TextWidth.safe(pairs[i + 1]));
            }
        }
    }

    /**
     * Writes a line beside the result, on standard error.
     *
     * @param text any text
     */
    public void note(String text) {
        err.println(TextWidth.safe(text));
    }

    /**
     * Writes problems, each with its hint, as part of the result.
     *
     * @param problems the problems
     * @param indent what every line begins with
     */
    public void problems(List<Problem> problems, String indent) {
        boolean color = terminal.out() && terminal.color();
        for (Problem problem : problems) {
            String word = switch (problem.severity()) {
                case INFO -> Style.FAINT.on("note", color);
                case WARNING -> Style.WARNING.on("warning", color);
                case ERROR -> Style.BAD.on("error", color);
            };
            out.println(indent + word + ": " + TextWidth.safe(problem.message()) + " (" + problem.code() + ")");
            if (!problem.hint().isEmpty()) {
                out.println(indent + "  " + TextWidth.safe(problem.hint()));
            }
        }
    }

    /**
     * Writes what to do next, on standard output.
     *
     * @param commands command lines
     */
    public void next(String... commands) {
        boolean color = terminal.out() && terminal.color();
        out.println();
        for (int i = 0; i < commands.length; i++) {
            out.println(Style.FAINT.on(i == 0 ? "next: " : "      ", color) + TextWidth.safe(commands[i]));
        }
    }
}
