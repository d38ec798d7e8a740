package dev.holdfast.backup.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One fault of a configuration file, with its place.
 *
 * @param code the stable code, such as {@code HF-CFG-020}
 * @param file the file as it was named
 * @param line the line, from 1; 0 if the fault is that of the whole file
 * @param column the column in characters, from 1; 0 likewise
 * @param message one lower-case line without the place; never a secret
 * @param hint what to do, one or more sentences; may be empty
 * @param snippet the line and, below it, marks under the fault; empty for that of the whole file; secrets are shown as {@code ***}
 */
public record ConfigurationFault(
        String code, String file, int line, int column, String message, String hint, List<String> snippet) {

    /**
     * Copies the snippet and requires the rest.
     *
     * @param code the stable code, such as {@code HF-CFG-020}
     * @param file the file as it was named
     * @param line the line, from 1; 0 if the fault is that of the whole file
     * @param column the column in characters, from 1; 0 likewise
     * @param message one lower-case line without the place; never a secret
     * @param hint what to do, one or more sentences; may be empty
     * @param snippet the line and, below it, marks under the fault; empty for that of the whole file; secrets are shown as {@code ***}
     */
    public ConfigurationFault {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(hint, "hint");
        snippet = List.copyOf(snippet);
    }

    /** {@return {@code file:line:column}, or the file alone for a fault of the whole file} */
    public String place() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }

    /** {@return the place, the message and, on lines of their own, the snippet; without code and hint} */
    public String text() {
        return String.join("\n", lines(place() + ": " + message));
    }

    /** {@return all of it: {@link #text()} with the code behind the message, then the hint} */
    public String report() {
        List<String> lines = lines(place() + ": " + message + " (" + code + ")");
        if (!hint.isEmpty()) {
            lines.add("  " + hint);
        }
        return String.join("\n", lines);
    }

    private List<String> lines(String first) {
        List<String> lines = new ArrayList<>();
        lines.add(first);
        lines.addAll(snippet);
        return lines;
    }
}
