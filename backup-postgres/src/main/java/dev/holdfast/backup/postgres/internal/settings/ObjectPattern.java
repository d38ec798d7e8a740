package dev.holdfast.backup.postgres.internal.settings;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of {@code pg_dump} for schemas or tables, as regular expressions of the server, so that we mean the tables that it means.
 *
 * @param text as it was given, and as {@code pg_dump} gets it
 * @param schema the expression for the schema; empty if the pattern names none
 * @param name the expression for the name
 */
record ObjectPattern(String text, Optional<String> schema, String name) {

    private static final String SPECIAL = "|*+?()[]{}.^$\\";

    static ObjectPattern schema(String text) {
        List<String> parts = parts(text);
        if (parts.size() != 1) {
            throw malformed(text, "a pattern for schemas has no dot outside double quotes");
        }
        return new ObjectPattern(text, Optional.empty(), parts.get(0));
    }

    static ObjectPattern table(String text) {
        List<String> parts = parts(text);
        if (parts.size() > 2) {
            throw malformed(text, "a pattern for tables has at most one dot outside double quotes");
        }
        return parts.size() == 2
                ? new ObjectPattern(text, Optional.of(parts.get(0)), parts.get(1))
                : new ObjectPattern(text, Optional.empty(), parts.get(0));
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    part.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && c == '.') {
                parts.add(expression(part));
                part.setLength(0);
            } else {
                append(part, c, quoted);
            }
        }
        if (quoted) {
            throw malformed(text, "a double quote is not closed");
        }
        parts.add(expression(part));
        return parts;
    }

    private static void append(StringBuilder part, char c, boolean quoted) {
        if (quoted) {
            part.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
        } else if (c == '*') {
            part.append(".*");
        } else if (c == '?') {
            part.append('.');
        } else if (c == '$') {
            part.append("\\$");
        } else {
            // Like the server, which makes names without quotes small.
            part.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
    }

    private static String expression(StringBuilder part) {
        return part.isEmpty() ? "^(.*)$" : "^(" + part + ")$";
    }

    private static ConfigurationException malformed(String text, String why) {
        return new ConfigurationException(Failure.of("HF-PG-005", "the pattern " + text + " cannot be read: " + why)
                .hint("Patterns are those of pg_dump: shop.order_*, or \"Mixed Case\" in double quotes."));
    }
}
