package dev.holdfast.backup.postgres.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.postgres.PostgresTarget;
import dev.holdfast.backup.postgres.TestServer;
import dev.holdfast.backup.postgres.Worlds;
import dev.holdfast.backup.postgres.internal.client.ClientChoice;
import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.SimulatedKill;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Killed before or behind any act on the server, a restore ends in the old state or the new one, whole. */
class SwapKillTest {

    private static final String NAME = "killed";

    private TestServer server;
    private PostgresTarget target;
    private MemoryBackup backup;

    @BeforeEach
    void makeBackup() throws Exception {
        server = TestServer.shared();
        server.fresh(NAME);
        server.sql(NAME, "CREATE TABLE items (id int)", "INSERT INTO items SELECT generate_series(1, 100)");
        target = Worlds.target(server, NAME);
        backup = Worlds.capture(target);
        server.sql(NAME, "DELETE FROM items WHERE id > 40");
        server.sql("postgres", "ALTER DATABASE killed SET work_mem = '5MB'", "COMMENT ON DATABASE killed IS 'mine'");
    }

    @AfterEach
    void cleanUp() {
        backup.close();
        server.drop(NAME);
    }

    /** Counts acts on the server, and kills at one of them. */
    private static final class Acts {
        private final List<String> done = new ArrayList<>();
        private final int killAt;
        private final boolean before;
        private boolean killed;

        Acts(int killAt, boolean before) {
            this.killAt = killAt;
            this.before = before;
        }

        synchronized Object act(String text, Act act) throws Throwable {
            if (killed) {
                throw new SimulatedKill("dead already");
            }
            done.add(text);
            boolean now = done.size() == killAt;
            if (now && before) {
                killed = true;
                throw new SimulatedKill("before " + text);
            }
            Object result = act.run();
            if (now) {
                killed = true;
                throw new SimulatedKill("behind " + text);
            }
            return result;
        }

        private interface Act {
            @Nullable Object run() throws Throwable;
        }
    }

    /** A server whose sessions are killed at a certain act; what a dead process would not close is closed here all the same. */
    private static final class DyingServer implements RestoreServer {
        private final RestoreServer real;
        private final RunContext context;
        private final Acts acts;

        DyingServer(RestoreServer real, RunContext context, Acts acts) {
            this.real = real;
            this.context = context;
            this.acts = acts;
        }

        @Override
        public String location() {
            return real.location();
        }

        @Override
        public String database() {
            return real.database();
        }

        @Override
        public ServerConnection open(String database, String session) throws SQLException {
            ServerConnection opened = real.open(database, session);
            return ServerConnection.borrow(new Source(watched(opened.jdbc(), acts)), real.location(), context);
        }

        @Override
        public ToolRun start(Tool tool, @Nullable String database, List<String> arguments, @Nullable Path entries)
                throws IOException, InterruptedException {
            return real.start(tool, database, arguments, entries);
        }

        @Override
        public boolean seesFiles() throws InterruptedException {
            return real.seesFiles();
        }
    }

    private static Connection watched(Connection connection, Acts acts) {
        return (Connection) Proxy.newProxyInstance(
                SwapKillTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        return acts.act("commit", () -> invoke(connection, method, arguments));
                    }
                    Object result = invoke(connection, method, arguments);
                    return method.getName().equals("createStatement") ? watched((Statement) result, acts) : result;
                });
    }

    private static Statement watched(Statement statement, Acts acts) {
        return (Statement) Proxy.newProxyInstance(
                SwapKillTest.class.getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute") && arguments != null) {
                        return acts.act(String.valueOf(arguments[0]), () -> invoke(statement, method, arguments));
                    }
                    return invoke(statement, method, arguments);
                });
    }

    private static @Nullable Object invoke(Object on, java.lang.reflect.Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A source of one connection. */
    private record Source(Connection connection) implements DataSource {
        @Override
        public Connection getConnection() {
            return connection;
        }

        @Override
        public Connection getConnection(String user, String password) {
            return connection;
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    private PostgresRestore restore(Acts acts) {
        return new PostgresRestore(
                target.id(),
                target.settings(),
                ConnectionSettings.of(target.settings()),
                ClientChoice.of(target.settings()),
                (settings, choice, version, context) ->
                        new DyingServer(new ToolServer(settings, choice, version, context), context, acts));
    }

    private void stageAndSwap(PostgresRestore restore, TestRunContext context) throws Exception {
        RestoredCopy copy = restore.stage(backup.reader(), RestoreRequest.staged(), context);
        restore.swap(copy, context);
    }

    private static void undo(PostgresRestore restore, TestRunContext written) throws Exception {
        List<UndoRecord> records = new ArrayList<>(written.undoRecords());
        Collections.reverse(records);
        for (UndoRecord record : records) {
            try (TestRunContext recovery = new TestRunContext()) {
                restore.undo(record, recovery);
            }
        }
    }

    private void release(PostgresRestore restore, TestRunContext written) throws Exception {
        for (UndoRecord record : written.undoRecords()) {
            try (TestRunContext confirm = new TestRunContext()) {
                restore.release(record, confirm);
            }
        }
    }

    private void assertOld(String when) {
        assertThat(server.ask(NAME, "SELECT count(*) FROM items")).as(when).isEqualTo("40");
        assertThat(server.ask(NAME, "SHOW work_mem")).as(when).isEqualTo("5MB");
        assertThat(beside()).as(when).isEmpty();
        assertThat(server.ask("postgres", "SELECT datallowconn FROM pg_database WHERE datname = 'killed'"))
                .as(when)
                .isEqualTo("t");
    }

    private void assertNew(String when) {
        assertThat(server.ask(NAME, "SELECT count(*) FROM items")).as(when).isEqualTo("100");
        assertThat(server.ask(NAME, "SHOW work_mem")).as(when).isEqualTo("5MB");
        assertThat(server.ask(
                        "postgres",
                        "SELECT shobj_description(oid, 'pg_database') FROM pg_database" + " WHERE datname = 'killed'"))
                .as(when)
                .isEqualTo("mine");
        assertThat(beside()).as(when).isEmpty();
    }

    private List<String> beside() {
        return server.databases().stream()
                .filter(name -> name.startsWith(NAME + "_holdfast_"))
                .toList();
    }

    /** Number 0 kills nothing, so its acts tell how many there are. */
    private List<String> acts() throws Exception {
        Acts all = new Acts(0, true);
        try (TestRunContext context = new TestRunContext().pool(2)) {
            stageAndSwap(restore(all), context);
            List<String> acts = List.copyOf(all.done);
            undo(restore(new Acts(0, true)), context);
            assertOld("after an undo");
            return acts;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killed_at_any_act_of_a_restore_it_ends_in_the_old_state(boolean before) throws Exception {
        List<String> acts = acts();
        assertThat(acts).anyMatch(act -> act.startsWith("CREATE DATABASE")).contains("commit");
        for (int at = 1; at <= acts.size(); at++) {
            String when = (before ? "killed before " : "killed behind ") + acts.get(at - 1);
            try (TestRunContext context = new TestRunContext().pool(2)) {
                PostgresRestore dying = restore(new Acts(at, before));
                assertThat(catchThrowable(() -> stageAndSwap(dying, context)))
                        .as(when)
                        .isNotNull();
                PostgresRestore next = restore(new Acts(0, true));
                undo(next, context);
                undo(next, context);
                assertOld(when);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killed_at_any_act_of_a_rollback_the_next_one_ends_in_the_old_state(boolean before) throws Exception {
        int acts = Integer.MAX_VALUE;
        for (int at = 1; at <= acts; at++) {
            try (TestRunContext context = new TestRunContext().pool(2)) {
                stageAndSwap(restore(new Acts(0, true)), context);
                Acts dying = new Acts(at, before);
                Throwable thrown = catchThrowable(() -> undo(restore(dying), context));
                acts = thrown == null ? at : acts;
                undo(restore(new Acts(0, true)), context);
                assertOld("killed " + (before ? "before" : "behind") + " act " + at + " of a rollback: " + dying.done);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killed_at_any_act_of_a_confirm_the_next_one_ends_in_the_new_state(boolean before) throws Exception {
        int acts = Integer.MAX_VALUE;
        for (int at = 1; at <= acts; at++) {
            try (TestRunContext context = new TestRunContext().pool(2)) {
                stageAndSwap(restore(new Acts(0, true)), context);
                Acts dying = new Acts(at, before);
                Throwable thrown = catchThrowable(() -> release(restore(dying), context));
                acts = thrown == null ? at : acts;
                release(restore(new Acts(0, true)), context);
                assertNew("killed " + (before ? "before" : "behind") + " act " + at + " of a confirm: " + dying.done);
                server.sql(NAME, "DELETE FROM items WHERE id > 40");
            }
        }
    }

    @Test
    void what_a_killed_process_left_at_work_in_the_server_is_ended_before_anything_is_undone() throws Exception {
        try (TestRunContext context = new TestRunContext().pool(2)) {
            RestoredCopy copy = restore(new Acts(0, true)).stage(backup.reader(), RestoreRequest.staged(), context);
            SwapNames names = SwapNames.of(NAME, copy.places().get(NAME));
            // The renames of a killed process, not committed yet: nobody else sees them, and they hold their locks.
            try (Connection left = server.connect("postgres", TestServer.USER);
                    Statement statement = left.createStatement()) {
                statement.execute("SET application_name = '" + names.session() + "'");
                left.setAutoCommit(false);
                statement.execute("ALTER DATABASE killed RENAME TO \"" + names.old() + "\"");
                undo(restore(new Acts(0, true)), context);
                assertThat(left.isValid(1)).isFalse();
            }
            assertOld("after an undo beside a transaction that was left open");
        }
    }
}
