package dev.holdfast.backup.postgres.internal.evidence;

/** What the artifacts of a backup are called. */
public final class Suffixes {

    /** The dump of the format custom. */
    public static final String CUSTOM = "dump";

    /** The dump of the format plain. */
    public static final String PLAIN = "sql";

    /** The archive of the format directory, which is the backup's only one. */
    public static final String DIRECTORY = "";

    /** Roles and tablespaces. */
    public static final String GLOBALS = "globals.sql";

    /** Evidence: the table of contents, see {@link TableOfContents}. */
    public static final String CONTENTS = "contents.jsonl";

    /** Evidence: counted rows, see {@link RowCounts}. */
    public static final String ROWS = "rows.jsonl";

    /** Evidence: what is to know of the database, see {@link DatabaseRecord}. */
    public static final String DATABASE = "database.json";

    private Suffixes() {}
}
