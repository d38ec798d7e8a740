package dev.holdfast.backup.sqlite.internal.dump;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts SQL text into statements by the rules of the {@code sqlite3} command: a semicolon outside of quotes and comments ends one, and within a
 * trigger only the one behind {@code END} that follows another semicolon.
 */
final class StatementReader {

    private static final int LONGEST = 256 << 20;

    /** Where within a trigger we are. */
    private enum Trigger {
        NONE,
        BODY,
        SEMICOLON,
        END
    }

    private final InputStream in;
    private final ByteArrayOutputStream statement = new ByteArrayOutputStream();
    private int pushed = -1;
    private int words;
    private boolean create;
    private Trigger trigger = Trigger.NONE;

    StatementReader(InputStream in) {
        this.in = new BufferedInputStream(in, 64 * 1024);
    }

    /** Tells whether a text and a semicolon are one statement, whole. */
    static boolean isOne(String text) {
        try {
            StatementReader reader =
                    new StatementReader(new ByteArrayInputStream((text + ";").getBytes(StandardCharsets.UTF_8)));
            String first = reader.next();
            return first != null
                    && !first.isBlank()
                    && reader.next() == null
                    && reader.rest().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns what stands behind the last statement, without its comments. */
    String rest() {
        return statement.toString(StandardCharsets.UTF_8).trim();
    }

    /** Returns the next statement without its semicolon and without comments before it, or null at the end. */
    @Nullable String next() throws IOException {
        statement.reset();
        words = 0;
        create = false;
        trigger = Trigger.NONE;
        for (int c = read(); c >= 0; c = read()) {
            if (c == ';' && semicolon()) {
                return statement.toString(StandardCharsets.UTF_8);
            }
            if (c == ';') {
                statement.write(c);
            } else if (Character.isWhitespace(c)) {
                if (words > 0) {
                    statement.write(c);
                }
            } else if (isWord(c)) {
                word(c);
            } else {
                other(c);
            }
            if (statement.size() > LONGEST) {
                throw new IOException("a statement is longer than " + LONGEST + " bytes");
            }
        }
        return null;
    }

    /** Returns whether this semicolon ends the statement. */
    private boolean semicolon() {
        if (trigger == Trigger.NONE || trigger == Trigger.END) {
            return true;
        }
        trigger = Trigger.SEMICOLON;
        return false;
    }

    private static boolean isWord(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    private void word(int first) throws IOException {
        StringBuilder word = new StringBuilder();
        int c = first;
        while (c >= 0 && isWord(c)) {
            statement.write(c);
            if (word.length() < 16) {
                word.append((char) c);
            }
            c = read();
        }
        pushed = c;
        words++;
        String upper = word.toString().toUpperCase(Locale.ROOT);
        if (words == 1) {
            create = upper.equals("CREATE");
        } else if (words == 2 && create && (upper.equals("TEMP") || upper.equals("TEMPORARY"))) {
            words = 1;
        } else if (words == 2 && create && upper.equals("TRIGGER")) {
            trigger = Trigger.BODY;
        } else if (trigger != Trigger.NONE) {
            trigger = trigger == Trigger.SEMICOLON && upper.equals("END") ? Trigger.END : Trigger.BODY;
        }
    }

    private void other(int c) throws IOException {
        int next = c == '-' || c == '/' ? read() : -1;
        if (c == '-' && next == '-') {
            comment("--", '\n', -1);
            return;
        }
        if (c == '/' && next == '*') {
            comment("/*", '*', '/');
            return;
        }
        if (next >= 0) {
            pushed = next;
        }
        statement.write(c);
        words++;
        if (trigger != Trigger.NONE) {
            trigger = Trigger.BODY;
        }
        if (c == '\'' || c == '"' || c == '`' || c == '[') {
            quoted(c == '[' ? ']' : c);
        }
    }

    /** Two quotes in a row end one text and begin the next, which comes to the same. */
    private void quoted(int end) throws IOException {
        for (int c = read(); c >= 0; c = read()) {
            statement.write(c);
            if (c == end) {
                return;
            }
        }
        // A text without its end is no statement.
        trigger = Trigger.BODY;
    }

    private void comment(String begin, int end, int then) throws IOException {
        boolean keep = words > 0;
        if (keep) {
            statement.writeBytes(begin.getBytes(StandardCharsets.US_ASCII));
        }
        int c = read();
        while (c >= 0) {
            if (keep) {
                statement.write(c);
            }
            int before = c;
            if (before == end && then < 0) {
                return;
            }
            c = read();
            if (before == end && c == then) {
                if (keep) {
                    statement.write(c);
                }
                return;
            }
        }
    }

    private int read() throws IOException {
        if (pushed >= 0) {
            int c = pushed;
            pushed = -1;
            return c;
        }
        return in.read();
    }
}
