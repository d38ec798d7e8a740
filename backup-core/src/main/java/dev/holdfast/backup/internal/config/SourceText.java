package dev.holdfast.backup.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The text of the file, cut into lines; shows the place of a fault and hides what may be a secret. */
final class SourceText {

    /** A line is shown as far as it fits on a screen. */
    private static final int WIDTH = 120;

    private static final String HIDDEN = "***";
    private static final Pattern SUSPICIOUS =
            Pattern.compile("(?iu)([\\w-]*(?:pass|pwd|secret|token|credential|key)[\\w-]*[\"']?\\s*:\\s*).*");

    private final List<String> lines;
    private final List<Place> hidden = new ArrayList<>();

    SourceText(String text) {
        this.lines = text.lines().toList();
    }

    /** Hides a value in every snippet. */
    void hide(Value.Scalar value) {
        hidden.add(value.place());
        for (int line = value.place().line() + 1; line <= value.endLine(); line++) {
            hidden.add(new Place(line, 0, Integer.MAX_VALUE));
        }
    }

    /**
     * Shows a place.
     *
     * @param place the place
     * @return the line with its number, and marks below; nothing if there is no such line
     */
    List<String> snippet(Place place) {
        if (place.line() >= lines.size()) {
            return List.of();
        }
        String line = lines.get(place.line());
        List<Place> here = hidden.stream()
                .filter(h -> h.line() == place.line())
                .sorted((a, b) -> b.column() - a.column())
                .toList();
        int column = place.column();
        int length = place.length();
        int[] shown = line.codePoints().toArray();
        for (Place secret : here) {
            int end = (int) Math.min(shown.length, (long) secret.column() + secret.length());
            if (secret.column() >= end) {
                continue;
            }
            int change = HIDDEN.length() - (end - secret.column());
            shown = replace(shown, secret.column(), end);
            if (secret.column() < column) {
                column += change;
            } else if (secret.column() == column) {
                length = HIDDEN.length();
            }
        }
        return marked(place.line(), shown, column, length);
    }

    /** Shows a place of which it is not known what is a secret there, because the file could not be parsed. */
    List<String> cautiousSnippet(Place place) {
        if (place.line() >= lines.size()) {
            return List.of();
        }
        String line = SUSPICIOUS.matcher(lines.get(place.line())).replaceFirst("$1" + HIDDEN);
        int[] shown = line.codePoints().toArray();
        return marked(place.line(), shown, Math.min(place.column(), shown.length), 1);
    }

    private static int[] replace(int[] line, int from, int to) {
        return (new String(line, 0, from) + HIDDEN + new String(line, to, line.length - to))
                .codePoints()
                .toArray();
    }

    private static List<String> marked(int line, int[] text, int column, int length) {
        int from = column < WIDTH - 20 ? 0 : column - WIDTH / 2;
        int to = Math.min(text.length, from + WIDTH);
        String shown = new String(text, from, to - from).replace('\t', ' ');
        int marks = Math.max(1, Math.min(length, to - column));
        String number = String.valueOf(line + 1);
        return List.of(
                "  " + number + " | " + shown,
                "  " + " ".repeat(number.length()) + " | " + " ".repeat(column - from) + "^".repeat(marks));
    }
}
