package dev.holdfast.backup.sqlite.internal.db;

/** Names and texts as SQL writes them. */
public final class Sql {

    private Sql() {}

    /**
     * Quotes a name.
     *
     * @param name any name
     * @return the name in double quotes
     */
    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Quotes a text.
     *
     * @param text any text without NUL
     * @return the text in single quotes
     */
    public static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
