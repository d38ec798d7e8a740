package dev.holdfast.backup.history;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some of the runs that a query asked for.
 *
 * @param runs the runs, newest first
 * @param next where the next page begins, or {@code null} if this is the last one
 */
public record HistoryPage(List<RunRecord> runs, @Nullable HistoryCursor next) {

    /**
     * Copies the list.
     *
     * @param runs the runs, newest first
     * @param next where the next page begins, or {@code null}
     */
    public HistoryPage {
        runs = List.copyOf(runs);
    }

    /**
     * Makes a page of what was found: whoever looks for one run more than the page may have knows whether there is another page.
     *
     * @param found the runs, newest first, one more than the limit at most
     * @param limit how many runs the page may have
     * @return the page
     */
    public static HistoryPage of(List<RunRecord> found, int limit) {
        if (found.size() <= limit) {
            return new HistoryPage(found, null);
        }
        List<RunRecord> page = found.subList(0, limit);
        RunRecord last = page.get(limit - 1);
        return new HistoryPage(page, new HistoryCursor(last.startedAt(), last.id()));
    }

    /** {@return where the next page begins, if there is one} */
    public Optional<HistoryCursor> following() {
        return Optional.ofNullable(next);
    }
}
