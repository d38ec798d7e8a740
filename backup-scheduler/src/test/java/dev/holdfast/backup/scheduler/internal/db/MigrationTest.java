package dev.holdfast.backup.scheduler.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.testkit.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> TABLES_OF_VERSION_1 = List.of(
            "holdfast_task",
            "holdfast_schedule",
            "holdfast_setting",
            "holdfast_owner",
            "holdfast_owner_job",
            "holdfast_resource",
            "holdfast_lease",
            "holdfast_run",
            "holdfast_run_target");

    @TempDir
    Path state;

    private final List<Connections> opened = new ArrayList<>();
    private String name;

    private Connections connections(Dialect dialect) {
        Connections made;
        if (dialect == Dialect.SQLITE) {
            made = SqliteConnections.in(state, PATIENCE);
        } else {
            PostgresServer server = PostgresServer.shared();
            if (name == null) {
                name = server.createDatabase();
            }
            made = PostgresConnections.to(
                    server.url(name), PostgresServer.USER, Secret.of(PostgresServer.PASSWORD), "one", PATIENCE);
        }
        opened.add(made);
        return made;
    }

    @AfterEach
    void close() {
        opened.forEach(Connections::close);
    }

    private void bringUpToDate(Connections connections) throws InterruptedException {
        new Migrations(connections, state, PATIENCE).bringUpToDate();
    }

    private static void load(Connections connections, String dump) throws SQLException, IOException {
        String text;
        try (InputStream in = MigrationTest.class.getResourceAsStream("/schema/" + dump)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = connections.writing().getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : text.replaceAll("(?m)^--.*$", "").split(";\\n", -1)) {
                if (!one.isBlank()
                        && !one.strip().equals("BEGIN TRANSACTION")
                        && !one.strip().equals("COMMIT")) {
                    statement.execute(one);
                }
            }
        }
    }

    private static List<String> rows(Connections connections, String query) throws SQLException {
        try (Connection connection = connections.writing().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(rows.getMetaData().getColumnName(i))
                            .append('=')
                            .append(rows.getString(i))
                            .append('|');
                }
                found.add(row.toString());
            }
            return found;
        }
    }

    private static Map<String, List<String>> allRows(Connections connections) throws SQLException {
        Map<String, List<String>> all = new TreeMap<>();
        for (String table : TABLES_OF_VERSION_1) {
            // This one has more columns since version 3.
            String columns = table.equals("holdfast_run_target") ? "target, started_at, run" : "*";
            all.put(table, rows(connections, "SELECT " + columns + " FROM " + table + " ORDER BY 1, 2"));
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"SQLITE, 1", "SQLITE, 2", "POSTGRESQL, 1", "POSTGRESQL, 2"})
    void a_database_of_an_earlier_version_keeps_all_its_rows(Dialect dialect, int version) throws Exception {
        Connections connections = connections(dialect);
        load(connections, "v" + version + "-" + dialect.directory() + ".sql");
        Map<String, List<String>> before = allRows(connections);
        assertThat(before)
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isNotEmpty());

        bringUpToDate(connections);

        assertThat(allRows(connections)).isEqualTo(before);
        assertThat(rows(connections, "SELECT count(*) AS n FROM holdfast_removal"))
                .containsExactly(version == 1 ? "n=0|" : "n=1|");
        assertThat(rows(connections, "SELECT target, kind, state FROM holdfast_run_target ORDER BY 1"))
                .startsWith("target=orders|kind=BACKUP|state=SUCCEEDED|")
                .hasSize(version);
        assertThat(rows(
                        connections,
                        "SELECT version FROM holdfast_schema_history WHERE version IS NOT NULL ORDER BY 1"))
                .containsExactly("version=1|", "version=2|", "version=3|");
    }

    @ParameterizedTest
    @EnumSource
    void a_database_that_came_step_by_step_has_the_tables_of_a_new_one(Dialect dialect) throws Exception {
        Connections connections = connections(dialect);
        new Migrations(connections, state, PATIENCE, 1).bringUpToDate();
        assertThatThrownBy(() -> rows(connections, "SELECT * FROM holdfast_removal"))
                .isInstanceOf(SQLException.class);
        bringUpToDate(connections);
        assertThat(rows(connections, "SELECT * FROM holdfast_removal")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tables_of_a_later_program_are_refused(Dialect dialect) throws Exception {
        Connections connections = connections(dialect);
        bringUpToDate(connections);

        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class, () -> new Migrations(connections, state, PATIENCE, 1).bringUpToDate());

        assertThat(refusal.code()).isEqualTo("HF-HIS-003");
        assertThat(refusal).hasMessage("the database has tables of version 3, and this program knows 1");
        assertThat(refusal.retryStatus()).isEqualTo(RetryStatus.NEVER);
    }

    @ParameterizedTest
    @EnumSource
    void what_is_up_to_date_is_seen_without_flyway(Dialect dialect) throws Exception {
        Connections connections = connections(dialect);
        bringUpToDate(connections);
        try (Connection connection = connections.writing().getConnection();
                Statement statement = connection.createStatement()) {
            // Flyway would refuse this: the script is not the one that was carried out.
            statement.execute("UPDATE holdfast_schema_history SET checksum = 1");
        }

        bringUpToDate(connections);
    }

    @ParameterizedTest
    @EnumSource
    void a_script_that_was_changed_after_it_was_carried_out_is_found(Dialect dialect) throws Exception {
        Connections connections = connections(dialect);
        new Migrations(connections, state, PATIENCE, 1).bringUpToDate();
        try (Connection connection = connections.writing().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE holdfast_schema_history SET checksum = 1");
        }

        assertThat(catchThrowableOfType(ConfigurationException.class, () -> bringUpToDate(connections))
                        .code())
                .isEqualTo("HF-HIS-002");
    }

    @ParameterizedTest
    @EnumSource
    void several_processes_may_begin_at_once(Dialect dialect) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Void>> begun = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Connections connections = connections(dialect);
                Callable<Void> begin = () -> {
                    bringUpToDate(connections);
                    return null;
                };
                begun.add(threads.submit(begin));
            }
            for (Future<Void> one : begun) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(rows(
                        opened.get(0),
                        "SELECT version FROM holdfast_schema_history WHERE version IS NOT NULL ORDER BY 1"))
                .contains("version=1|", "version=2|", "version=3|")
                .doesNotHaveDuplicates();
    }

    @Test
    void a_user_who_may_not_create_tables_is_told_so() throws Exception {
        connections(Dialect.POSTGRESQL);
        PostgresServer server = PostgresServer.shared();
        server.sql(name, "CREATE USER reader_" + name + " PASSWORD 'x'; REVOKE CREATE ON SCHEMA public FROM public;");
        Connections theirs =
                PostgresConnections.to(server.url(name), "reader_" + name, Secret.of("x"), "one", PATIENCE);
        opened.add(theirs);

        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> bringUpToDate(theirs));

        assertThat(refusal.code()).isEqualTo("HF-HIS-002");
        assertThat(refusal).hasMessageContaining("the user may not create tables in the schema public");
    }

    @Test
    void a_database_that_is_away_is_worth_another_try_and_no_password_is_told() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Connections away = PostgresConnections.to(
                "jdbc:postgresql://127.0.0.1:" + free + "/holdfast?sslpassword=s3cr3t",
                "user",
                Secret.of("s3cr3t"),
                "one",
                Duration.ofSeconds(1));
        opened.add(away);

        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> bringUpToDate(away));

        assertThat(refusal.code()).isEqualTo("HF-HIS-001");
        assertThat(refusal.retryStatus()).isEqualTo(RetryStatus.LATER);
        assertThat(refusal.getMessage() + refusal.context() + refusal.hint())
                .contains("jdbc:postgresql://127.0.0.1:" + free + "/holdfast")
                .doesNotContain("s3cr3t");
    }

    @Test
    void a_server_that_does_not_know_user_or_database_is_told_apart_from_one_that_is_away() throws Exception {
        String good = PostgresServer.shared().createDatabase();
        String url = PostgresServer.shared().url(good);
        for (Connections closed : List.of(
                PostgresConnections.to(url, PostgresServer.USER, Secret.of("wrong"), "one", Duration.ofSeconds(5)),
                PostgresConnections.to(
                        url.replace(good, "nosuch"),
                        PostgresServer.USER,
                        Secret.of(PostgresServer.PASSWORD),
                        "one",
                        Duration.ofSeconds(5)))) {
            opened.add(closed);
            ConfigurationException refusal =
                    catchThrowableOfType(ConfigurationException.class, () -> bringUpToDate(closed));
            assertThat(refusal.code()).isEqualTo("HF-HIS-007");
            assertThat(refusal.retryStatus()).isEqualTo(RetryStatus.NEVER);
        }
    }

    @Test
    void a_host_that_nobody_knows_is_named() throws Exception {
        Connections away = PostgresConnections.to(
                "jdbc:postgresql://nosuch.invalid/holdfast", "user", Secret.of(""), "one", Duration.ofSeconds(1));
        opened.add(away);
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> bringUpToDate(away)))
                .hasMessageContaining("unknown host nosuch.invalid");
    }

    @Test
    void a_file_that_is_no_database_is_an_error_and_is_left_as_it_is() throws Exception {
        Path file = state.resolve(SqliteConnections.FILE);
        java.nio.file.Files.writeString(file, "this is no database, but somebody's notes, ".repeat(200));

        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> bringUpToDate(connections(Dialect.SQLITE)));

        assertThat(refusal.code()).isEqualTo("HF-HIS-006");
        assertThat(refusal.retryStatus()).isEqualTo(RetryStatus.NEVER);
        assertThat(refusal.hint()).contains("Move " + file + " out of the way");
        assertThat(java.nio.file.Files.readString(file)).startsWith("this is no database");
    }
}
