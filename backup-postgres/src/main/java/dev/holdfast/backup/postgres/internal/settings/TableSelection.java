package dev.holdfast.backup.postgres.internal.settings;

import dev.holdfast.backup.spi.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * Which schemas and tables are dumped: for {@code pg_dump} as arguments, for us as a condition on {@code pg_class c} and {@code pg_namespace
 * n}. The rules are those of {@code pg_dump}: tables that are asked for are dumped in whatever schema, and what is left out is left out.
 *
 * @param includeSchemas the only schemas; none for all
 * @param excludeSchemas schemas to leave out
 * @param includeTables the only tables; none for all of the schemas
 * @param excludeTables tables to leave out
 * @param excludeData tables whose rows are left out
 */
public record TableSelection(
        List<String> includeSchemas,
        List<String> excludeSchemas,
        List<String> includeTables,
        List<String> excludeTables,
        List<String> excludeData) {

    /** Copies the lists and reads every pattern once. */
    public TableSelection {
        includeSchemas = List.copyOf(includeSchemas);
        excludeSchemas = List.copyOf(excludeSchemas);
        includeTables = List.copyOf(includeTables);
        excludeTables = List.copyOf(excludeTables);
        excludeData = List.copyOf(excludeData);
        includeSchemas.forEach(ObjectPattern::schema);
        excludeSchemas.forEach(ObjectPattern::schema);
        includeTables.forEach(ObjectPattern::table);
        excludeTables.forEach(ObjectPattern::table);
        excludeData.forEach(ObjectPattern::table);
    }

    /**
     * Reads settings.
     *
     * @param settings of a target
     * @return what they select
     */
    public static TableSelection of(Settings settings) {
        return new TableSelection(
                settings.texts("include-schemas"),
                settings.texts("exclude-schemas"),
                settings.texts("include-tables"),
                settings.texts("exclude-tables"),
                settings.texts("exclude-data"));
    }

    /** {@return whether the dump is of a part, so that what no schema holds is not in it} */
    public boolean isPartial() {
        return !includeSchemas.isEmpty() || !includeTables.isEmpty();
    }

    /** {@return whether nothing is left out} */
    public boolean isEverything() {
        return arguments().isEmpty();
    }

    /** {@return the choice as arguments of {@code pg_dump}} */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        includeSchemas.forEach(pattern -> arguments.add("--schema=" + pattern));
        excludeSchemas.forEach(pattern -> arguments.add("--exclude-schema=" + pattern));
        includeTables.forEach(pattern -> arguments.add("--table=" + pattern));
        excludeTables.forEach(pattern -> arguments.add("--exclude-table=" + pattern));
        excludeData.forEach(pattern -> arguments.add("--exclude-table-data=" + pattern));
        return arguments;
    }

    /**
     * A condition with the values for its question marks.
     *
     * @param sql the condition
     * @param values the values in order
     */
    public record Condition(String sql, List<Object> values) {}

    /** {@return what is true of a table that is dumped} */
    public Condition tables() {
        List<String> all = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (!includeTables.isEmpty()) {
            // Asking for tables makes the choice of schemas void.
            all.add(anyTable(includeTables, values));
        } else {
            if (!includeSchemas.isEmpty()) {
                all.add(anySchema(includeSchemas, values));
            }
            if (!excludeSchemas.isEmpty()) {
                all.add("NOT " + anySchema(excludeSchemas, values));
            }
        }
        if (!excludeTables.isEmpty()) {
            all.add("NOT " + anyTable(excludeTables, values));
        }
        return new Condition(all.isEmpty() ? "true" : String.join(" AND ", all), values);
    }

    /** {@return what is true of a table whose rows are left out} */
    public Condition withoutRows() {
        List<Object> values = new ArrayList<>();
        return new Condition(excludeData.isEmpty() ? "false" : anyTable(excludeData, values), values);
    }

    private static String anySchema(List<String> patterns, List<Object> values) {
        List<String> any = new ArrayList<>();
        for (String text : patterns) {
            any.add("n.nspname OPERATOR(pg_catalog.~) ?");
            values.add(ObjectPattern.schema(text).name());
        }
        return "(" + String.join(" OR ", any) + ")";
    }

    private static String anyTable(List<String> patterns, List<Object> values) {
        List<String> any = new ArrayList<>();
        for (String text : patterns) {
            ObjectPattern pattern = ObjectPattern.table(text);
            String name = "c.relname OPERATOR(pg_catalog.~) ?";
            if (pattern.schema().isPresent()) {
                any.add("(n.nspname OPERATOR(pg_catalog.~) ? AND " + name + ")");
                values.add(pattern.schema().get());
            } else {
                any.add("(" + name + " AND pg_catalog.pg_table_is_visible(c.oid))");
            }
            values.add(pattern.name());
        }
        return "(" + String.join(" OR ", any) + ")";
    }
}
