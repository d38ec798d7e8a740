package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Statements on a real server of PostgreSQL. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlHookIT {

    private static final String PASSWORD = "open-sesame";

    private static TestEngine engine;
    private static String server = "";
    private static String url = "";

    @BeforeAll
    static void startServer() throws Exception {
        engine = TestEngine.dockerOnce();
        server = engine.postgres("db", PASSWORD);
        String port =
                engine.docker("port", server, "5432/tcp").lines().findFirst().orElseThrow();
        url = "jdbc:postgresql://" + port + "/postgres";
        for (int i = 0; ; i++) {
            try {
                execute("SELECT 1");
                return;
            } catch (SQLException e) {
                if (i == 300) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @AfterAll
    static void removeServer() {
        if (engine != null) {
            engine.close();
        }
    }

    @BeforeEach
    void makeFlag() throws Exception {
        execute("DROP TABLE IF EXISTS settings");
        execute("CREATE TABLE settings (read_only boolean)");
        execute("INSERT INTO settings VALUES (false)");
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "postgres", PASSWORD);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static SqlHook hook() {
        return SqlHook.named("flag").url(url).login("postgres", Secret.of(PASSWORD));
    }

    private static HookException failed(SqlHook hook, TestRunContext context) {
        return catchThrowableOfType(HookException.class, () -> {
            try (LifecycleHook opened = hook.open()) {
                opened.enter(context);
            }
        });
    }

    @Test
    void a_flag_is_set_for_the_pause_and_what_was_written_is_forced_by_a_checkpoint() throws Exception {
        String before = value("SELECT redo_lsn FROM pg_control_checkpoint()");
        SqlHook flag = hook().before("UPDATE settings SET read_only = true", "CHECKPOINT")
                .after("UPDATE settings SET read_only = false");
        try (LifecycleHook opened = flag.open();
                TestRunContext context = new TestRunContext()) {
            assertThat(opened.check(context)).isEmpty();
            opened.enter(context);
            assertThat(value("SELECT read_only FROM settings")).isEqualTo("t");
            assertThat(value("SELECT pg_wal_lsn_diff(redo_lsn, '" + before + "') > 0 FROM pg_control_checkpoint()"))
                    .isEqualTo("t");
            opened.undo(context.undoRecords().get(0), context);
            assertThat(value("SELECT read_only FROM settings")).isEqualTo("f");
        }
    }

    /** As a recovery does in another process: with nothing but the record. */
    @Test
    void a_flag_that_a_process_left_set_is_taken_back_from_its_record() throws Exception {
        SqlHook flag =
                hook().before("UPDATE settings SET read_only = true").after("UPDATE settings SET read_only = false");
        UndoRecord left;
        try (LifecycleHook opened = flag.open();
                TestRunContext context = new TestRunContext()) {
            opened.enter(context);
            left = context.undoRecords().get(0);
        }
        assertThat(left.settings().toString()).doesNotContain(PASSWORD);
        try (LifecycleHook again = new SqlHookProvider()
                        .create(left.owner().name(), left.settings())
                        .open();
                TestRunContext recovery = new TestRunContext()) {
            again.undo(left, recovery);
        }
        assertThat(value("SELECT read_only FROM settings")).isEqualTo("f");
    }

    @Test
    void a_password_that_is_wrong_is_told_with_the_servers_words() {
        try (TestRunContext context = new TestRunContext()) {
            HookException failure = failed(
                    SqlHook.named("flag")
                            .url(url)
                            .login("postgres", Secret.of("sesame-close"))
                            .before("CHECKPOINT"),
                    context);
            assertThat(failure.code()).isEqualTo("HF-HOK-033");
            assertThat(failure)
                    .hasMessageContaining("password authentication failed")
                    .hasMessageNotContaining("sesame-close");
        }
    }

    @Test
    void a_statement_that_waits_for_a_lock_ends_on_the_server_with_its_cancel() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Connection holder = connect();
                Statement lock = holder.createStatement();
                LifecycleHook opened =
                        hook().before("UPDATE settings SET read_only = true").open();
                TestRunContext context = new TestRunContext()) {
            holder.setAutoCommit(false);
            lock.execute("LOCK TABLE settings");
            Thread enter = new Thread(
                    () -> {
                        try {
                            opened.enter(context);
                        } catch (Exception e) {
                            thrown.set(e);
                        }
                    },
                    "holdfast-test-enter");
            enter.start();
            for (int i = 0; i < 300 && waiting().equals("0"); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(waiting()).isEqualTo("1");
            context.cancel();
            enter.join(60_000);
            assertThat(enter.isAlive()).isFalse();
        }
        assertThat(((BackupException) thrown.get()).code()).isEqualTo("HF-RUN-001");
        for (int i = 0; i < 300 && !waiting().equals("0"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(waiting()).isEqualTo("0");
    }

    private static String waiting() throws SQLException {
        return value("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    }

    @Test
    void a_server_that_takes_connections_and_never_answers_is_told_within_the_time_of_the_act() {
        engine.docker("pause", server);
        try (TestRunContext context = new TestRunContext().deadline(Duration.ofSeconds(2))) {
            HookException failure = failed(hook().before("CHECKPOINT"), context);
            assertThat(failure.code()).isEqualTo("HF-HOK-033");
        } finally {
            engine.docker("unpause", server);
        }
    }

    @Test
    void a_statement_that_takes_too_long_is_told_within_the_time_of_the_act() {
        try (TestRunContext context = new TestRunContext().deadline(Duration.ofSeconds(2))) {
            HookException failure = failed(hook().before("SELECT pg_sleep(60)"), context);
            assertThat(failure.code()).isEqualTo("HF-HOK-034");
        }
    }
}
