package dev.holdfast.backup.cli.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which word was meant. */
public final class Suggestions {

    private Suggestions() {}

    /**
     * Asks whether a known word was meant.
     *
     * @param word what was written
     * @param known the words there are
     * @return {@code Did you mean "x"? }, or nothing
     */
    public static String meant(String word, Collection<String> known) {
        return nearest(word, known)
                .map(near -> "Did you mean \"" + near + "\"? ")
                .orElse("");
    }

    /**
     * Finds the known word that is nearest.
     *
     * @param word what was written
     * @param known the words there are
     * @return the nearest one, unless it is too far away to have been meant
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        int most = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= most || candidate.startsWith(word))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters to add, drop, change, or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
