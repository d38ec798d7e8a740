package dev.holdfast.backup.scheduler.internal.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;

/** Makes pools of connections. */
final class Pools {

    private Pools() {}

    /**
     * Makes a pool.
     *
     * @param name its name; its threads have it too
     * @param from opens connections
     * @param most how many at most
     * @param patience how long who needs one waits for it
     * @return the pool; opens nothing yet
     */
    static HikariDataSource of(String name, DataSource from, int most, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(from);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Math.max(250, patience.toMillis()));
        config.setValidationTimeout(Math.max(250, Math.min(patience.toMillis(), 5_000)));
        config.setIdleTimeout(Duration.ofMinutes(5).toMillis());
        // Whether the database is there is asked by the first query, with an error of ours.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
