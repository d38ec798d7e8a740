package dev.holdfast.backup.sqlite.internal.evidence;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a manifest says of the database, as a restore needs it.
 *
 * @param sql whether the backup is SQL text
 * @param path where the database was
 * @param wal whether it had a write-ahead log
 * @param mode the file's permissions as {@code unix:mode}; -1 if unknown
 * @param form the form of the SQL text, or an empty text
 * @param library the version of SQLite that wrote it
 * @param bytes the size of the database; -1 if unknown
 */
public record Facts(boolean sql, Path path, boolean wal, int mode, String form, String library, long bytes) {

    /** The fact that says which form the backup has. */
    public static final String FORMAT = "format";
    /** The fact that says where the database was. */
    public static final String PATH = "path";
    /** The fact that says which journal it used. */
    public static final String JOURNAL = "journal-mode";
    /** The fact that says which permissions the file had, in octal digits. */
    public static final String MODE = "mode";
    /** The fact that says which form the SQL text has. */
    public static final String FORM = "sql-form";
    /** The fact that says which version of SQLite made the backup. */
    public static final String LIBRARY = "sqlite-version";

    /** The fact that says how large the database was, in bytes. */
    public static final String BYTES = "database-bytes";

    /** The suffix of a copy. */
    public static final String COPY_SUFFIX = "db";
    /** The suffix of SQL text. */
    public static final String SQL_SUFFIX = "sql";

    /**
     * Reads the facts.
     *
     * @param manifest the backup's
     * @return the facts
     * @throws IntegrityException {@code HF-SQL-044} if they are not those of this target
     */
    public static Facts of(BackupManifest manifest) {
        Map<String, String> facts = manifest.facts();
        String format = facts.getOrDefault(FORMAT, "");
        String path = facts.getOrDefault(PATH, "");
        try {
            if (path.isEmpty() || !(format.equals("copy") || format.equals("sql"))) {
                throw notOurs(manifest);
            }
            return new Facts(
                    format.equals("sql"),
                    Path.of(path),
                    facts.getOrDefault(JOURNAL, "").equals("wal"),
                    facts.containsKey(MODE) ? Integer.parseInt(facts.get(MODE), 8) : -1,
                    facts.getOrDefault(FORM, ""),
                    facts.getOrDefault(LIBRARY, ""),
                    facts.containsKey(BYTES) ? Long.parseLong(facts.get(BYTES)) : -1);
        } catch (InvalidPathException | NumberFormatException e) {
            throw notOurs(manifest);
        }
    }

    private static IntegrityException notOurs(BackupManifest manifest) {
        return new IntegrityException(
                Failure.of("HF-SQL-044", "backup " + manifest.id() + " does not say which database it is of")
                        .hint("It was not made by the target sqlite, or is damaged: restore another one."));
    }

    /** {@return what the target called the artifact} */
    public String suffix() {
        return sql ? SQL_SUFFIX : COPY_SUFFIX;
    }
}
