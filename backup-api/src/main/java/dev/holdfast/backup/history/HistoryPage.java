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

    /** {@return where the next page begins, if there is one} */
    public Optional<HistoryCursor> following() {
        return Optional.ofNullable(next);
    }
}
