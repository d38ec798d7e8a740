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
 * <p>An index cannot give several states or kinds in one order: each is asked for by itself, and the few places of all are put in order.
 *
 * @param text the statement
 * @param values what to bind
 */
record HistorySql(String text, Map<String, Object> values) {

    private static final String COLUMNS = "SELECT r.started_at, r.run, r.node, r.detail FROM ";

    private static final String PLACE = "SELECT r.started_at, r.run FROM ";

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
            any("t.state", "s", query.states(), conditions);
            any("t.kind", "k", query.kinds(), conditions);
            // In SQLite a cross join is made in the order in which it is written.
            return COLUMNS + "holdfast_run_target t CROSS JOIN holdfast_run r WHERE " + String.join(" AND ", conditions)
                    + " ORDER BY t.started_at DESC, t.run DESC LIMIT :limit";
        }

        private String plain() {
            List<String> conditions = new ArrayList<>();
            place("r", conditions);
            job(conditions);
            List<String> states = names("s", query.states());
            List<String> kinds = names("k", query.kinds());
            if (query.job() != null && !states.isEmpty()) {
                // Of one job's runs in a state, those of a kind are looked for one by one.
                any("r.kind", kinds, conditions);
                kinds = List.of();
            }
            return union(each("r.state", states, each("r.kind", kinds, List.of(conditions))));
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
            any(column, names(prefix, wanted), conditions);
        }

        private static void any(String column, List<String> names, List<String> conditions) {
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

        /** All conditions with one value of a column each; as they are if there is none. */
        private static List<List<String>> each(String column, List<String> names, List<List<String>> all) {
            if (names.isEmpty()) {
                return all;
            }
            List<List<String>> each = new ArrayList<>();
            for (List<String> conditions : all) {
                for (String name : names) {
                    List<String> more = new ArrayList<>(conditions);
                    more.add(column + " = " + name);
                    each.add(more);
                }
            }
            return each;
        }

        /** Which runs they are is read from the indexes, and only then what is to be known of those that are left. */
        private static String union(List<List<String>> each) {
            if (each.size() == 1) {
                return page(COLUMNS, each.get(0));
            }
            List<String> parts = new ArrayList<>();
            for (List<String> conditions : each) {
                parts.add("SELECT * FROM (" + page(PLACE, conditions) + ") p" + parts.size());
            }
            return COLUMNS + "(" + String.join(" UNION ALL ", parts) + " ORDER BY 1 DESC, 2 DESC LIMIT :limit) p"
                    + " CROSS JOIN holdfast_run r WHERE r.run = p.run ORDER BY p.started_at DESC, p.run DESC";
        }

        private static String page(String columns, List<String> conditions) {
            return columns + "holdfast_run r WHERE " + String.join(" AND ", conditions)
                    + " ORDER BY r.started_at DESC, r.run DESC LIMIT :limit";
        }
    }
}
