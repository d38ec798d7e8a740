package dev.holdfast.backup.cli.output;

/** Colours and weight of a text; all the same without colours. */
public enum Style {
    /** As it is. */
    PLAIN(""),
    /** Heads of tables, ids. */
    STRONG("1"),
    /** What is less important. */
    FAINT("2"),
    /** What is well. */
    GOOD("32"),
    /** What wants a look. */
    WARNING("33"),
    /** What failed. */
    BAD("31");

    private static final char ESCAPE = 0x1b;

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /**
     * Puts on this style.
     *
     * @param text the text, without control characters
     * @param color whether to
     * @return the text, with the codes around it if so
     */
    public String on(String text, boolean color) {
        return !color || code.isEmpty() || text.isEmpty() ? text : ESCAPE + "[" + code + "m" + text + ESCAPE + "[0m";
    }
}
