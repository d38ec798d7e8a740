package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.PostgresServer;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReconfigureTest {

    @TempDir
    Path state;

    private final InMemoryStore store = new InMemoryStore("local");

    private Backups backups(SchedulerDatabase database, Schedule schedule) {
        return Backups.builder()
                .state(state)
                .history(database.history())
                .store("local", store.definition())
                .job(Job.named("nightly")
                        .protect(ScriptedTarget.named("orders").definition())
                        .section(schedule))
                .build();
    }

    @Test
    void a_configuration_that_comes_while_the_database_is_away_counts_from_when_it_is_back() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(PostgresServer.shared().url(PostgresServer.shared().createDatabase()));
        config.setUsername(PostgresServer.USER);
        config.setPassword(PostgresServer.PASSWORD);
        Schedule hourly = Schedule.every(Duration.ofHours(1));
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Switched source = new Switched(pool);
            try (SchedulerDatabase database =
                            SchedulerDatabase.of(source).stateDirectory(state).build();
                    Backups first = backups(database, Schedule.daily("02:15"));
                    Backups second = backups(database, hourly);
                    BackupScheduler scheduler = BackupScheduler.on(database, first)
                            .interval(Duration.ofMillis(50))
                            .build()) {
                scheduler.start();
                source.away = true;
                scheduler.reconfigure(second, Maintenance.NONE);
                source.away = false;
                long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                while (!scheduler.find("nightly").orElseThrow().schedule().equals(hourly)) {
                    assertThat(System.nanoTime() - end).as("time to adopt it").isNegative();
                    Thread.sleep(20);
                }
            }
        }
    }

    /** A data source whose server is away at times. */
    private static final class Switched implements DataSource {
        private final DataSource source;
        private volatile boolean away;

        Switched(DataSource source) {
            this.source = source;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("the server is away", "08001");
            }
            return source.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return source.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            source.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            source.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return source.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            return source.getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return source.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return source.isWrapperFor(type);
        }
    }
}
