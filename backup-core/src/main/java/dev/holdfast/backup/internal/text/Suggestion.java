package dev.holdfast.backup.internal.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody may have meant. */
public final class Suggestion {

    private Suggestion() {}

    /**
     * Returns the known word nearest to a text, if one is near enough: at most a third of its letters differ, or one of a short word.
     *
     * @param text what was written
     * @param known the words there are
     * @return the nearest word; the first of several that are equally near
     */
    public static Optional<String> nearest(String text, Collection<String> known) {
        String wanted = text.toLowerCase(Locale.ROOT).replace('_', '-');
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String word : known) {
            int distance = distance(wanted, word.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        if (best == null || bestDistance > Math.max(1, Math.max(wanted.length(), best.length()) / 3)) {
            return Optional.empty();
        }
        // A word of one or two letters is a letter away from too much.
        return wanted.length() < 2 ? Optional.empty() : Optional.of(best);
    }

    /** Counts the letters to add, drop, change or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
