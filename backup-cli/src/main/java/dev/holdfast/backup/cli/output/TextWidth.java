package dev.holdfast.backup.cli.output;

import java.util.ArrayList;
import java.util.List;

/** How wide a text is on a terminal, and a form of it that cannot command the terminal. */
public final class TextWidth {

    private TextWidth() {}

    /**
     * Counts the columns of a text.
     *
     * @param text without control characters
     * @return the columns: 0 for combining marks, 2 for wide East Asian characters and most emoji, else 1
     */
    public static int of(String text) {
        int width = 0;
        int length = text.length();
        for (int i = 0; i < length; ) {
            int codePoint = text.codePointAt(i);
            width += codePoint < 0x300 ? 1 : ofCodePoint(codePoint);
            i += Character.charCount(codePoint);
        }
        return width;
    }

    private static int ofCodePoint(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return isWide(codePoint) ? 2 : 1;
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0x303e)
                || (c >= 0x3041 && c <= 0xa4cf)
                || (c >= 0xa960 && c <= 0xa97c)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1f64f)
                || (c >= 0x1f680 && c <= 0x1f6ff)
                || (c >= 0x1f900 && c <= 0x1f9ff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }

    /**
     * Breaks a text between words.
     *
     * @param text without control characters
     * @param columns how wide a line may be; a word that is wider stays whole
     * @return the lines, at least one
     */
    public static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && of(line.toString()) + 1 + of(word) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /**
     * Makes a text harmless: a file name may hold what moves a cursor or ends a line.
     *
     * @param text any text
     * @return the text with each control character written as {@code \}{@code uXXXX}
     */
    public static String safe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHarmful(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmful(c)) {
                safe.append("\\u").append(Integer.toHexString(0x10000 + c).substring(1));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** Controls, and the marks that turn the direction of writing. */
    private static boolean isHarmful(char c) {
        return Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
