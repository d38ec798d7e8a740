package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database with every kind of object comes back as plain {@code pg_dump | psql} would bring it back, in all forms of dumps. */
class EverythingTest {

    private static final String ROWS = """
            SELECT format('SELECT %L || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), %L)) FROM ONLY %I.%I t',
                          n.nspname || '.' || c.relname || ' ', '', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND c.relispopulated
               AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
             ORDER BY 1
            """;

    private static final String PROPERTIES = """
            SELECT concat_ws(' | ', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit,
                             datallowconn, datistemplate, shobj_description(oid, 'pg_database'),
                             (SELECT spcname FROM pg_tablespace t WHERE t.oid = dattablespace),
                             (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(datacl) a),
                             (SELECT string_agg(setrole::regrole || array_to_string(setconfig, ','), ';' ORDER BY setrole)
                                FROM pg_db_role_setting WHERE setdatabase = d.oid))
              FROM pg_database d WHERE datname = 'everything'
            """;

    private static TestServer server;
    private static String reference;

    @BeforeAll
    static void makeReference() throws IOException {
        server = TestServer.shared();
        server.sql(
                "postgres",
                "DO $$ BEGIN CREATE ROLE everything_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "DO $$ BEGIN CREATE ROLE everything_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        build();
        String plain = server.dump("everything");
        server.fresh("everything_reference");
        server.psql("everything_reference", plain);
        reference = server.dump("everything_reference");
    }

    private static void build() throws IOException {
        server.fresh("everything");
        server.psql("everything", script());
        server.sql(
                "postgres",
                "ALTER DATABASE everything SET search_path = \"Odd Schema\", \"$user\", 'with, comma', public",
                "ALTER DATABASE everything SET work_mem = '7MB'",
                "ALTER DATABASE everything SET \"own.setting\" = 'it''s \\ odd'",
                "ALTER DATABASE everything SET default_transaction_isolation = 'repeatable read'",
                "ALTER ROLE everything_reader IN DATABASE everything SET statement_timeout = '3s'",
                "ALTER DATABASE everything CONNECTION LIMIT 30",
                "ALTER DATABASE everything OWNER TO everything_owner",
                "COMMENT ON DATABASE everything IS 'the one with ''everything'' \\ in it'",
                "REVOKE ALL ON DATABASE everything FROM PUBLIC",
                "GRANT CONNECT ON DATABASE everything TO everything_reader WITH GRANT OPTION");
    }

    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(EverythingTest.class.getResourceAsStream("everything.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static TreeMap<String, String> rows(String database) {
        TreeMap<String, String> rows = new TreeMap<>();
        for (String query : server.list(database, ROWS)) {
            String[] answer = server.ask(database, query).split(" (?=[0-9a-f]{32}$)", 2);
            rows.put(answer[0], answer[1]);
        }
        rows.put(
                "large objects",
                server.ask(
                        database,
                        "SELECT string_agg(oid || md5(lo_get(oid)), ',' ORDER BY oid) FROM pg_largeobject_metadata"));
        return rows;
    }

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void every_kind_of_object_comes_back_to_another_database(DumpFormat format) throws Exception {
        build();
        String copy = "everything_" + format.word();
        server.drop(copy);
        PostgresTarget target = Worlds.target(server, "everything").format(format);
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(2)) {
            Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(copy), context);
            assertThat(context.problems()).isEmpty();
        }
        assertThat(server.dump(copy)).isEqualTo(reference);
        assertThat(rows(copy)).isEqualTo(rows("everything"));
        assertThat(server.databases()).noneMatch(name -> name.startsWith("everything") && name.contains("_holdfast_"));
    }

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void every_kind_of_object_comes_back_beside_the_live_database_and_takes_its_place(DumpFormat format)
            throws Exception {
        build();
        TreeMap<String, String> before = rows("everything");
        String properties = server.ask("postgres", PROPERTIES);
        PostgresTarget target = Worlds.target(server, "everything").format(format);
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(2)) {
            server.sql(
                    "everything", "DROP TABLE pictures", "DELETE FROM public.every_type", "CREATE TABLE later (a int)");
            String changed = server.dump("everything");
            Worlds.restore(target, backup.reader(), context);

            assertThat(context.problems()).isEmpty();
            assertThat(server.dump("everything")).isEqualTo(reference);
            assertThat(rows("everything")).isEqualTo(before);
            assertThat(server.ask("postgres", PROPERTIES)).isEqualTo(properties);

            Worlds.undo(target, context);
            assertThat(server.dump("everything")).isEqualTo(changed);
            assertThat(server.ask("postgres", PROPERTIES)).isEqualTo(properties);
            assertThat(server.databases())
                    .noneMatch(name -> name.startsWith("everything") && name.contains("_holdfast_"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFormat.class,
            names = {"CUSTOM", "DIRECTORY"})
    void almost_every_kind_of_object_comes_back_over_the_live_database(DumpFormat format) throws Exception {
        build();
        // pg_restore --clean of this version cannot drop the constraints that partitions inherit.
        server.sql("everything", "DROP TABLE events");
        String dumped = server.dump("everything");
        TreeMap<String, String> before = rows("everything");
        PostgresTarget target = Worlds.target(server, "everything").format(format);
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(2)) {
            server.sql("everything", "DROP TABLE pictures", "DELETE FROM public.every_type");
            Worlds.with(target, opened -> {
                opened.restore(backup.reader(), RestoreRequest.inPlace(), context);
                return true;
            });
        }
        assertThat(server.dump("everything")).isEqualTo(dumped);
        assertThat(rows("everything")).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void a_database_that_is_lost_is_made_again(DumpFormat format) throws Exception {
        build();
        PostgresTarget target = Worlds.target(server, "everything").format(format);
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(2)) {
            String properties = server.ask("postgres", PROPERTIES);
            server.drop("everything");
            Worlds.restore(target, backup.reader(), context);
            assertThat(server.dump("everything")).isEqualTo(reference);
            if (format != DumpFormat.PLAIN) {
                // A script of one database has nothing to say about the database itself.
                assertThat(server.ask("postgres", PROPERTIES)).isEqualTo(properties);
            }
            assertThat(server.list(
                            "postgres",
                            "SELECT pg_get_userbyid(datdba) || ' ' || pg_encoding_to_char(encoding) FROM pg_database"
                                    + " WHERE datname = 'everything'"))
                    .isEqualTo(List.of("everything_owner UTF8"));
            Worlds.release(target, context);
            assertThat(server.databases())
                    .contains("everything")
                    .noneMatch(name -> name.startsWith("everything") && name.contains("_holdfast_"));
        }
    }
}
