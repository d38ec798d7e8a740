package dev.holdfast.backup.postgres.internal.restore;

import java.util.ArrayList;
import java.util.List;

/** Parts a script of {@code pg_dumpall --globals-only} into its statements; commands of {@code psql} itself are left out. */
final class SqlScript {

    private SqlScript() {}

    /** Returns the statements in order, without semicolons and comments. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        int at = 0;
        while (at < script.length()) {
            char c = script.charAt(at);
            int end = at + 1;
            if (c == '-' && script.startsWith("--", at)) {
                end = lineEnd(script, at);
            } else if (c == '\\' && statement.toString().isBlank()) {
                // A command of psql: to the end of its line.
                end = lineEnd(script, at);
            } else if (c == '\'' || c == '"') {
                boolean escapes = c == '\'' && at > 0 && (script.charAt(at - 1) == 'E' || script.charAt(at - 1) == 'e');
                end = quoteEnd(script, at, c, escapes);
                statement.append(script, at, end);
            } else if (c == ';') {
                add(statement, statements);
            } else {
                statement.append(c);
            }
            at = end;
        }
        add(statement, statements);
        return statements;
    }

    private static void add(StringBuilder statement, List<String> statements) {
        String text = statement.toString().strip();
        if (!text.isEmpty()) {
            statements.add(text);
        }
        statement.setLength(0);
    }

    private static int lineEnd(String script, int from) {
        int end = script.indexOf('\n', from);
        return end < 0 ? script.length() : end;
    }

    private static int quoteEnd(String script, int from, char quote, boolean escapes) {
        int at = from + 1;
        while (at < script.length()) {
            char c = script.charAt(at);
            if (escapes && c == '\\') {
                at += 2;
            } else if (c == quote && at + 1 < script.length() && script.charAt(at + 1) == quote) {
                at += 2;
            } else if (c == quote) {
                return at + 1;
            } else {
                at++;
            }
        }
        return script.length();
    }

    /** Returns the words of a statement up to a number of them; a quoted identifier is one word, without its quotes. */
    static List<String> words(String statement, int most) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < statement.length() && words.size() < most) {
            char c = statement.charAt(at);
            if (Character.isWhitespace(c) || c == ',' || c == '(' || c == ')') {
                at++;
            } else if (c == '"' || c == '\'') {
                int end = quoteEnd(statement, at, c, false);
                String quote = String.valueOf(c);
                words.add(statement.substring(at + 1, Math.max(at + 1, end - 1)).replace(quote + quote, quote));
                at = end;
            } else {
                int end = at;
                while (end < statement.length() && " \t\r\n,()\"'".indexOf(statement.charAt(end)) < 0) {
                    end++;
                }
                words.add(statement.substring(at, end));
                at = end;
            }
        }
        return words;
    }
}
