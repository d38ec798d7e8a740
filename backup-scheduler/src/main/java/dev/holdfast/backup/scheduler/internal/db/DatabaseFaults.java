package dev.holdfast.backup.scheduler.internal.db;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** Makes the exceptions for databases that cannot be used. */
public final class DatabaseFaults {

    private static final int DEPTH = 20;
    /** SQLITE_CORRUPT and SQLITE_NOTADB; what else an extended code says stands in higher bits. */
    private static final Set<Integer> DAMAGED = Set.of(11, 26);

    private static final int PRIMARY = 0xff;
    /** The class of states in which PostgreSQL does not know or trust the user. */
    private static final String WHO = "28";

    private static final String NO_SUCH_DATABASE = "3D000";
    /** Of the driver's, behind each refused connection. */
    private static final String ADVICE =
            ". Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.";

    private DatabaseFaults() {}

    /**
     * The database cannot be used: it does not answer, lets nobody in, or is damaged.
     *
     * @param place which
     * @param cause why
     * @return the exception; to be tried again only if that may help
     */
    public static ConfigurationException away(String place, Exception cause) {
        SQLException said = innermost(cause);
        if (said != null && DAMAGED.contains(said.getErrorCode() & PRIMARY) && isFile(said)) {
            return damaged(place, cause);
        }
        String state = said == null || said.getSQLState() == null ? "" : said.getSQLState();
        if (state.startsWith(WHO) || state.equals(NO_SUCH_DATABASE)) {
            return closed(place, cause);
        }
        return new ConfigurationException(
                Failure.of("HF-HIS-001", "the database of schedules and history does not answer: " + reason(cause))
                        .hint(
                                said != null && isFile(said)
                                        ? "Can this user write there, and is there space left? No other program should have the file open."
                                        : "Is it running, and does the address still hold?")
                        .retry(RetryStatus.LATER)
                        .with("database", place),
                cause);
    }

    /**
     * The state directory cannot be written, so that a process cannot show that it lives.
     *
     * @param directory the directory, or what lies in it
     * @param cause why
     * @return the exception
     */
    public static ConfigurationException state(Path directory, IOException cause) {
        String why = cause instanceof AccessDeniedException denied
                ? "permission denied for " + denied.getFile()
                : cause.toString();
        return new ConfigurationException(
                Failure.of("HF-RUN-012", "cannot use the state directory at " + directory + ": " + why)
                        .hint("Name a directory that this user may write to as state, on a disk with free space."),
                cause);
    }

    private static ConfigurationException damaged(String place, Exception cause) {
        return new ConfigurationException(
                Failure.of("HF-HIS-006", "the file of schedules and history is damaged: " + reason(cause))
                        .hint(
                                "Move " + place + " out of the way; the next start makes a new one."
                                        + " Backups are not affected, schedules made by command and the history are lost with it.")
                        .with("database", place),
                cause);
    }

    private static ConfigurationException closed(String place, Exception cause) {
        return new ConfigurationException(
                Failure.of(
                                "HF-HIS-007",
                                "the database of schedules and history does not let this program in: " + reason(cause))
                        .hint("Look at database, user and password below scheduler, and at what the server allows.")
                        .with("database", place),
                cause);
    }

    private static boolean isFile(SQLException said) {
        return said instanceof SQLiteException;
    }

    private static @Nullable SQLException innermost(Throwable failure) {
        SQLException found = null;
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            found = at instanceof SQLException said ? said : found;
            at = at.getCause();
        }
        return found;
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
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            String message = at.getMessage();
            if (message == null) {
                at = at.getCause();
                continue;
            }
            if (at instanceof UnknownHostException) {
                said = "unknown host " + message;
            } else if (depth == 0
                    || at instanceof SQLException
                    || at instanceof SocketTimeoutException
                    || at instanceof NoRouteToHostException) {
                said = message;
            }
            at = at.getCause();
        }
        return said.replace(ADVICE, "").strip().lines().findFirst().orElse(said);
    }
}
