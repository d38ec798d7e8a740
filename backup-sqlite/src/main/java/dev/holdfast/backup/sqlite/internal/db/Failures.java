package dev.holdfast.backup.sqlite.internal.db;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what SQLite says about one database into a failure with a code, one line and a hint. */
public final class Failures {

    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READ_ONLY = 8;
    private static final int IO_ERROR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int AUTHORIZATION = 23;
    private static final int NOT_A_DATABASE = 26;
    private static final int PERMISSION = 3;

    private final Path file;
    private final boolean restored;

    private Failures(Path file, boolean restored) {
        this.file = file;
        this.restored = restored;
    }

    /**
     * Returns the failures of a live database, or of a copy of it.
     *
     * @param file what to call it
     * @return its failures
     */
    public static Failures ofLive(Path file) {
        return new Failures(file, false);
    }

    /**
     * Returns the failures of what was made from a backup: damage of it is damage of the backup.
     *
     * @param file what to call it
     * @return its failures
     */
    public static Failures ofRestored(Path file) {
        return new Failures(file, true);
    }

    /** {@return the database's path, as messages show it} */
    public String shown() {
        return oneLine(file.toString());
    }

    /**
     * Makes the exception for an error of SQLite.
     *
     * @param act what was being done, {@code read}
     * @param error what SQLite said
     * @return the exception to throw
     */
    public BackupException of(String act, SQLException error) {
        String reason = reason(error);
        return switch (error.getErrorCode() & 0xff) {
            case BUSY, LOCKED -> busy(error);
            case CORRUPT -> damaged(reason, error);
            case NOT_A_DATABASE -> restored ? damaged(reason, error) : notADatabase(reason);
            case PERMISSION, READ_ONLY, CANNOT_OPEN, AUTHORIZATION ->
                new TargetException(
                        Failure.of("HF-SQL-004", "cannot " + act + " database " + shown() + ": " + reason)
                                .hint(
                                        "Give the user of this process the right to read and lock the file and to write beside"
                                                + " it, where SQLite keeps its journal.")
                                .with("path", shown()),
                        error);
            case IO_ERROR, FULL ->
                new TargetException(
                        Failure.of("HF-SQL-010", "cannot " + act + " database " + shown() + ": " + reason)
                                .hint("Look at the disk and at the room on it, also where scratch is.")
                                .with("path", shown())
                                .retry(RetryStatus.LATER),
                        error);
            default ->
                new TargetException(
                        Failure.of("HF-SQL-013", "cannot " + act + " database " + shown() + ": " + reason)
                                .with("path", shown()),
                        error);
        };
    }

    /**
     * Tells whether an error says that another program holds a lock.
     *
     * @param error what SQLite said
     * @return whether waiting may help
     */
    static boolean isBusy(SQLException error) {
        int code = error.getErrorCode() & 0xff;
        return code == BUSY || code == LOCKED;
    }

    /**
     * Makes the exception for a lock that was not given in time.
     *
     * @param cause what SQLite said
     * @return the exception to throw
     */
    public TargetException busy(SQLException cause) {
        return new TargetException(
                Failure.of("HF-SQL-008", "database " + shown() + " is locked by another program")
                        .hint("Let that program end its transaction, or give this target a longer lock-timeout.")
                        .with("path", shown())
                        .retry(RetryStatus.LATER),
                cause);
    }

    /**
     * Makes the exception for damage.
     *
     * @param reason what is damaged
     * @param cause what SQLite said, or null
     * @return the exception to throw
     */
    public BackupException damaged(String reason, @Nullable Throwable cause) {
        if (restored) {
            return new IntegrityException(
                    Failure.of("HF-SQL-040", "the database in the backup is damaged: " + oneLine(reason))
                            .hint("Restore another backup, or the same one from another store.")
                            .with("path", shown()),
                    cause);
        }
        return new TargetException(
                Failure.of("HF-SQL-007", "database " + shown() + " is damaged: " + oneLine(reason))
                        .hint(
                                "Restore the last good backup, or rescue what can be read with the sqlite3 command and its"
                                        + " .recover.")
                        .with("path", shown()),
                cause);
    }

    private TargetException notADatabase(String reason) {
        return new TargetException(Failure.of("HF-SQL-005", shown() + " is not an SQLite database: " + reason)
                .hint("Give the path of the database file itself.")
                .with("path", shown()));
    }

    /**
     * Returns SQLite's own words.
     *
     * @param error what it said
     * @return one line, without the name of the code
     */
    public static String reason(SQLException error) {
        String text = Objects.requireNonNullElse(error.getMessage(), "unknown error");
        // The driver writes "[SQLITE_BUSY]  The database file is locked (database is locked)".
        int open = text.indexOf(" (");
        if (text.startsWith("[") && open > 0 && text.endsWith(")")) {
            text = text.substring(open + 2, text.length() - 1);
        }
        return oneLine(text);
    }

    /**
     * Makes a text fit for a message.
     *
     * @param text any text
     * @return one line of at most 300 characters that does not begin in upper case for no reason
     */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(300)
                .forEach(point -> line.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
        String trimmed = line.toString().trim();
        boolean word = trimmed.length() > 1 && Character.isLowerCase(trimmed.charAt(1));
        return word ? trimmed.substring(0, 1).toLowerCase(Locale.ROOT) + trimmed.substring(1) : trimmed;
    }
}
