package dev.holdfast.backup.postgres.internal.connect;

/** Texts inside statements. */
public final class Sql {

    private Sql() {}

    /**
     * Quotes a name.
     *
     * @param name any name
     * @return the name as a quoted identifier
     */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Quotes a name with its schema.
     *
     * @param schema the schema
     * @param name any name
     * @return the qualified identifier
     */
    public static String identifier(String schema, String name) {
        return identifier(schema) + '.' + identifier(name);
    }

    /**
     * Quotes a text, in a form that means the same with every setting of the server.
     *
     * @param text any text
     * @return the text as a literal
     */
    public static String literal(String text) {
        String quoted = '\'' + text.replace("'", "''") + '\'';
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }
}
