package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.Schedules;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class HostDataSourceTest {

    @TempDir
    Path state;

    /** A pool as hosts with transactions of their own have it: small, and nothing commits by itself. */
    private static HikariDataSource host(String database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(PostgresServer.shared().url(database));
        config.setUsername(PostgresServer.USER);
        config.setPassword(PostgresServer.PASSWORD);
        config.setMaximumPoolSize(2);
        config.setAutoCommit(false);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    @Test
    void a_small_pool_without_auto_commit_and_tables_of_the_host_are_fine_and_the_pool_is_left_open() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String name = server.createDatabase();
        server.sql(name, "CREATE TABLE orders (id int); INSERT INTO orders VALUES (1);");
        ScheduleKey nightly = ScheduleKey.job("nightly");
        try (HikariDataSource host = host(name)) {
            try (SchedulerDatabase database =
                    SchedulerDatabase.of(host).stateDirectory(state).build()) {
                Schedules schedules = new Schedules(database.opened());
                schedules.change(rows -> rows.put(nightly, ScheduleOrigin.RUNTIME, "{}", true, "host"));
                try (Lease lease = database.leases()
                        .orElseThrow()
                        .acquire(new LeaseRequest("target/orders", LeaseMode.EXCLUSIVE, "test", Duration.ZERO))) {
                    assertThat(lease.renew()).isTrue();
                }
            }
            try (Connection connection = host.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
            }
            try (SchedulerDatabase database =
                    SchedulerDatabase.of(host).stateDirectory(state).build()) {
                assertThat(new Schedules(database.opened()).find(nightly)).isPresent();
            }
            assertThat(host.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
        assertThat(server.sql(name, "SELECT count(*) FROM orders")).isEqualTo("1");
    }

    @Test
    void a_data_source_of_something_else_is_refused() {
        SQLiteDataSource other = new SQLiteDataSource();
        other.setUrl("jdbc:sqlite:" + state.resolve("host.db"));
        try (SchedulerDatabase database =
                SchedulerDatabase.of(other).stateDirectory(state).build()) {
            ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, database::open);

            assertThat(refusal.code()).isEqualTo("HF-HIS-005");
            assertThat(refusal).hasMessage("the data source is one of SQLite, not of PostgreSQL");
        }
    }
}
