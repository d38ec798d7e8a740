package dev.holdfast.backup.sqlite.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the definition says.
 *
 * @param path the database file, absolute; {@code null} for a target that only restores, which takes the path from the backup
 * @param sql whether to keep SQL text instead of a copy
 * @param requireTables tables that must be there
 * @param fullCheck whether to check indexes against their tables too
 * @param checkForeignKeys whether to look for rows that break a foreign key
 * @param lockTimeout how long to wait for a lock
 */
public record Configuration(
        @Nullable Path path,
        boolean sql,
        List<String> requireTables,
        boolean fullCheck,
        boolean checkForeignKeys,
        Duration lockTimeout) {

    /**
     * Copies the list.
     *
     * @param path the database file, absolute; {@code null} for a target that only restores, which takes the path from the backup
     * @param sql whether to keep SQL text instead of a copy
     * @param requireTables tables that must be there
     * @param fullCheck whether to check indexes against their tables too
     * @param checkForeignKeys whether to look for rows that break a foreign key
     * @param lockTimeout how long to wait for a lock
     */
    public Configuration {
        requireTables = List.copyOf(requireTables);
    }

    /** {@return the configuration of a target that only restores} */
    public static Configuration forRestore() {
        return new Configuration(null, false, List.of(), false, false, Duration.ofSeconds(60));
    }
}
