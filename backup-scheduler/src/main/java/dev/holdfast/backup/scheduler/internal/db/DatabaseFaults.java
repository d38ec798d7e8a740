package dev.holdfast.backup.scheduler.internal.db;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;

/** Makes the exceptions for databases that cannot be used. */
public final class DatabaseFaults {

    private DatabaseFaults() {}

    /**
     * The database does not answer.
     *
     * @param place which
     * @param cause why
     * @return the exception
     */
    public static ConfigurationException away(String place, Exception cause) {
        return new ConfigurationException(
                Failure.of("HF-HIS-001", "the database of schedules and history does not answer: " + reason(cause))
                        .hint("Is it running, and do address, user and password still hold?")
                        .retry(RetryStatus.LATER)
                        .with("database", place),
                cause);
    }

    static ConfigurationException migration(String place, Exception cause) {
        return new ConfigurationException(
                Failure.of("HF-HIS-002", "cannot bring the tables of the database up to date: " + reason(cause))
                        .hint("May the user create tables there? What was begun was taken back.")
                        .with("database", place),
                cause);
    }

    static ConfigurationException newer(String place, int found, int known) {
        return new ConfigurationException(Failure.of(
                        "HF-HIS-003",
                        "the database has tables of version " + found + ", and this program knows " + known)
                .hint("Use the newer program on every node that shares this database.")
                .with("database", place));
    }

    static ConfigurationException notPostgres(String product) {
        return new ConfigurationException(
                Failure.of("HF-HIS-005", "the data source is one of " + product + ", not of PostgreSQL")
                        .hint("Give a data source of PostgreSQL, or let Holdfast make its own file."));
    }

    /**
     * Says in one line why a database failed.
     *
     * @param failure what it threw
     * @return the innermost message that says something
     */
    public static String reason(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (at instanceof java.sql.SQLException && at.getMessage() != null) {
                said = at.getMessage();
            } else if (depth == 0 && at.getMessage() != null) {
                said = at.getMessage();
            }
            at = at.getCause();
        }
        return said.strip().lines().findFirst().orElse(said);
    }
}
