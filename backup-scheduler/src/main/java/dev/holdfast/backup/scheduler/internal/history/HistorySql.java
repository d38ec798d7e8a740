package dev.holdfast.backup.scheduler.internal.history;

import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.scheduler.internal.db.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A page of history as one statement that reads an index from where the page begins, and stops when it is full.
 *
 * <p>An index cannot give several states in one order: each is asked for by itself, and the few rows of all are put in order.
 *
 * @param text the statement
 * @param values what to bind
 */
record HistorySql(String text, Map<String, Object> values) {

    private static final String COLUMNS = "SELECT r.started_at, r.run, r.node, r.detail FROM ";

    static HistorySql of(HistoryQuery query) {
        return new Builder(query).build();
    }

    private static final class Builder {

        private final HistoryQuery query;
        private final Map<String, Object> values = new LinkedHashMap<>();

        Builder(HistoryQuery query) {
            this.query = query;
        }

        HistorySql build() {
            values.put("limit", query.limit() + 1);
            return new HistorySql(query.target() != null ? ofTarget() : plain(), values);
        }

        private String ofTarget() {
            values.put("target", query.target());
            List<String> conditions = new ArrayList<>(List.of("t.target = :target", "r.run = t.run"));
            place("t", conditions);
            job(conditions);
            any("r.state", "s", query.states(), conditions);
            any("r.kind", "k", query.kinds(), conditions);
            // In SQLite a cross join is made in the order in which it is written.
            return COLUMNS + "holdfast_run_target t CROSS JOIN holdfast_run r WHERE " + String.join(" AND ", conditions)
                    + " ORDER BY t.started_at DESC, t.run DESC LIMIT :limit";
        }

        private String plain() {
            List<String> conditions = new ArrayList<>();
            place("r", conditions);
            job(conditions);
            if (!query.states().isEmpty()) {
                any("r.kind", "k", query.kinds(), conditions);
                return each("r.state", "s", query.states(), conditions);
            }
            if (!query.kinds().isEmpty()) {
                return each("r.kind", "k", query.kinds(), conditions);
            }
            return page(conditions);
        }

        private void place(String table, List<String> conditions) {
            long at = Long.MAX_VALUE;
            String run = "";
            HistoryCursor after = query.after();
            if (after != null) {
                at = Micros.of(after.startedAt());
                run = after.run();
            }
            Instant until = query.until();
            if (until != null && Micros.of(until) <= at) {
                at = Micros.of(until);
                run = "";
            }
            values.put("at", at);
            values.put("after", run);
            conditions.add("(" + table + ".started_at, " + table + ".run) < (:at, :after)");
            Instant since = query.since();
            if (since != null) {
                values.put("since", Micros.of(since));
                conditions.add(table + ".started_at >= :since");
            }
        }

        private void job(List<String> conditions) {
            String job = query.job();
            if (job != null) {
                values.put("job", job);
                conditions.add("r.job = :job");
            }
        }

        private void any(String column, String prefix, Set<? extends Enum<?>> wanted, List<String> conditions) {
            List<String> names = names(prefix, wanted);
            if (!names.isEmpty()) {
                conditions.add(column + " IN (" + String.join(", ", names) + ")");
            }
        }

        private List<String> names(String prefix, Set<? extends Enum<?>> wanted) {
            List<String> names = new ArrayList<>();
            for (Enum<?> one : wanted) {
                String name = prefix + names.size();
                values.put(name, one.name());
                names.add(":" + name);
            }
            return names;
        }

        private String each(String column, String prefix, Set<? extends Enum<?>> wanted, List<String> conditions) {
            List<String> pages = new ArrayList<>();
            for (String name : names(prefix, wanted)) {
                List<String> all = new ArrayList<>(conditions);
                all.add(column + " = " + name);
                pages.add(page(all));
            }
            if (pages.size() == 1) {
                return pages.get(0);
            }
            List<String> parts = new ArrayList<>();
            for (String page : pages) {
                parts.add("SELECT * FROM (" + page + ") p" + parts.size());
            }
            return String.join(" UNION ALL ", parts) + " ORDER BY 1 DESC, 2 DESC LIMIT :limit";
        }

        private static String page(List<String> conditions) {
            return COLUMNS + "holdfast_run r WHERE " + String.join(" AND ", conditions)
                    + " ORDER BY r.started_at DESC, r.run DESC LIMIT :limit";
        }
    }
}
