package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.util.regex.Pattern;

/**
 * A pattern for paths; {@link dev.holdfast.backup.files.FilesTarget} documents its form for users.
 *
 * <p>It works on texts, not on the JDK's paths, whose matcher cannot see names that are not in the JVM's encoding.
 */
final class Glob {

    private static final String SPECIAL = "*?[{\\";

    private final String text;
    private final Pattern pattern;
    private final boolean absolute;
    private final boolean anyDepth;
    private final boolean directoriesOnly;

    private Glob(String text, Pattern pattern, boolean absolute, boolean anyDepth, boolean directoriesOnly) {
        this.text = text;
        this.pattern = pattern;
        this.absolute = absolute;
        this.anyDepth = anyDepth;
        this.directoriesOnly = directoriesOnly;
    }

    /**
     * Reads a pattern.
     *
     * @param text the pattern
     * @return the glob
     * @throws ConfigurationException {@code HF-FIL-002} if it is none
     */
    static Glob of(String text) {
        String body = text.startsWith("./") ? text.substring(2) : text;
        boolean directoriesOnly = body.length() > 1 && body.endsWith("/");
        if (directoriesOnly) {
            body = body.substring(0, body.length() - 1);
        }
        if (body.isEmpty()) {
            throw malformed(text, "it is empty");
        }
        boolean absolute = body.startsWith("/");
        return new Glob(text, new Compiler(text, body).compile(), absolute, body.indexOf('/') < 0, directoriesOnly);
    }

    /**
     * Returns the pattern that matches one path and no other.
     *
     * @param path a path
     * @return the pattern
     */
    static String literal(String path) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (SPECIAL.indexOf(path.charAt(i)) >= 0) {
                escaped.append('\\');
            }
            escaped.append(path.charAt(i));
        }
        return escaped.toString();
    }

    /**
     * Tells whether it matches.
     *
     * @param absolutePath the whole path, beginning with {@code /}
     * @param relativePath the path below the root; empty for the root itself
     * @param isDirectory whether it is a directory
     * @return whether it matches
     */
    boolean matches(String absolutePath, String relativePath, boolean isDirectory) {
        if (directoriesOnly && !isDirectory) {
            return false;
        }
        if (absolute) {
            return pattern.matcher(absolutePath).matches();
        }
        if (anyDepth) {
            String name = relativePath.substring(relativePath.lastIndexOf('/') + 1);
            return !name.isEmpty() && pattern.matcher(name).matches();
        }
        return !relativePath.isEmpty() && pattern.matcher(relativePath).matches();
    }

    /** Returns the pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }

    private static ConfigurationException malformed(String glob, String why) {
        return new ConfigurationException(Failure.of("HF-FIL-002", "malformed pattern \"" + glob + "\": " + why)
                .hint(
                        "Patterns know *, **, ?, [a-z], {one,two}; put a backslash before a character that is meant literally.")
                .with("pattern", glob));
    }

    /** Translates a glob to a regular expression. */
    private static final class Compiler {

        private final String whole;
        private final String glob;
        private final StringBuilder regex = new StringBuilder();
        private int at;
        private int braces;

        Compiler(String whole, String glob) {
            this.whole = whole;
            this.glob = glob;
        }

        Pattern compile() {
            while (at < glob.length()) {
                char c = glob.charAt(at);
                switch (c) {
                    case '*' -> star();
                    case '?' -> one("[^/]");
                    case '[' -> set();
                    case '{' -> {
                        braces++;
                        one("(?:");
                    }
                    case '}' -> {
                        if (braces > 0) {
                            braces--;
                            one(")");
                        } else {
                            literal();
                        }
                    }
                    case ',' -> {
                        if (braces > 0) {
                            one("|");
                        } else {
                            literal();
                        }
                    }
                    case '\\' -> {
                        at++;
                        if (at == glob.length()) {
                            throw malformed(whole, "it ends with a backslash");
                        }
                        literal();
                    }
                    default -> literal();
                }
            }
            if (braces > 0) {
                throw malformed(whole, "a { has no }");
            }
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        }

        private void one(String expression) {
            regex.append(expression);
            at++;
        }

        private void literal() {
            int codePoint = glob.codePointAt(at);
            regex.append(Pattern.quote(Character.toString(codePoint)));
            at += Character.charCount(codePoint);
        }

        private void star() {
            if (!glob.startsWith("**", at)) {
                one("[^/]*");
                return;
            }
            boolean begins = at == 0 || glob.charAt(at - 1) == '/';
            int end = at + 2;
            if (begins && end < glob.length() && glob.charAt(end) == '/') {
                regex.append("(?:[^/]+/)*");
                at = end + 1;
            } else if (begins && end == glob.length()) {
                regex.append(".+");
                at = end;
            } else {
                throw malformed(whole, "** stands between slashes only");
            }
        }

        private void set() {
            int end = glob.indexOf(']', at + 2);
            if (end < 0) {
                throw malformed(whole, "a [ has no ]");
            }
            boolean negated = glob.charAt(at + 1) == '!' || glob.charAt(at + 1) == '^';
            int from = at + (negated ? 2 : 1);
            if (from == end) {
                throw malformed(whole, "a set is empty");
            }
            regex.append("(?!/)[").append(negated ? "^" : "");
            for (int i = from; i < end; i++) {
                char c = glob.charAt(i);
                boolean range = c == '-' && i > from && i < end - 1;
                if (range && glob.charAt(i - 1) > glob.charAt(i + 1)) {
                    throw malformed(whole, "a range goes backwards");
                }
                if (!range && !Character.isLetterOrDigit(c)) {
                    regex.append('\\');
                }
                regex.append(c);
            }
            regex.append(']');
            at = end + 1;
        }
    }
}
