package dev.holdfast.backup.postgres.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.postgres.Captured;
import dev.holdfast.backup.postgres.LocalPostgres;
import dev.holdfast.backup.postgres.internal.evidence.TocEntry;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPatternTest {

    private static String database;

    @BeforeAll
    static void makeTables() {
        LocalPostgres server = LocalPostgres.shared();
        database = server.createDatabase();
        for (String schema : List.of("public", "shop", "\"Mixed.Case\"")) {
            server.sql(database, "CREATE SCHEMA IF NOT EXISTS " + schema);
            for (String table :
                    List.of("orders", "order_lines", "\"Orders\"", "\"a.b\"", "\"a*b\"", "a1", "\"do$lar\"")) {
                server.sql(database, "CREATE TABLE " + schema + "." + table + " (v int)");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "orders        |           | ^(orders)$",
                "Shop.Order*   | ^(shop)$  | ^(order.*)$",
                "\"Orders\"    |           | ^(Orders)$",
                "*.a?          | ^(.*)$    | ^(a.)$",
                "\"a.b\".c     | ^(a\\.b)$ | ^(c)$",
                "\"q\"\"q\"    |           | ^(q\"q)$",
                "a$b           |           | ^(a\\$b)$",
                "o[rs]ders     |           | ^(o[rs]ders)$"
            })
    void patterns_become_expressions_as_the_tools_make_them(String text, String schema, String name) {
        ObjectPattern pattern = ObjectPattern.table(text);
        assertThat(pattern.schema().orElse(null)).isEqualTo(schema);
        assertThat(pattern.name()).isEqualTo(name);
    }

    /** The rows that we count are those that pg_dump dumps, which is the only judge of what a pattern means. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "shop.*",
                "*.order*",
                "\"Orders\"",
                "\"Mixed.Case\".*",
                "?ixed??ase.*",
                "shop.\"a.b\"",
                "*.\"a*b\"",
                "sho[op].orders",
                "shop.a[0-9]",
                "*.do$lar",
                "ORDERS",
                "shop.(orders|a1)"
            })
    void a_pattern_means_the_tables_that_pg_dump_takes_it_for(String pattern) throws Exception {
        try (Captured captured =
                Captured.of(LocalPostgres.shared().target("orders", database).includeTables(pattern))) {
            TreeSet<String> dumped = new TreeSet<>();
            for (TocEntry entry : captured.contents()) {
                if (entry.type().equals(TocEntry.TABLE_DATA)) {
                    dumped.add(entry.schema() + "." + entry.name());
                }
            }
            assertThat(captured.rows().keySet()).isEqualTo(dumped).isNotEmpty();
        }
    }

    @Test
    void what_is_left_out_is_the_same_for_both() throws Exception {
        try (Captured captured = Captured.of(LocalPostgres.shared()
                .target("orders", database)
                .excludeTables("order*", "shop.\"Orders\"")
                .excludeSchemas("\"Mixed.Case\""))) {
            TreeSet<String> dumped = new TreeSet<>();
            for (TocEntry entry : captured.contents()) {
                if (entry.type().equals(TocEntry.TABLE_DATA)) {
                    dumped.add(entry.schema() + "." + entry.name());
                }
            }
            assertThat(captured.rows().keySet()).isEqualTo(dumped).contains("shop.orders", "public.Orders");
        }
    }
}
