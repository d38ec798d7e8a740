package dev.holdfast.backup.sqlite.internal.db;

/** How a database file is opened. */
public enum Access {
    /** A live one: as any program that reads does, with its locks, and never to change a row. */
    LIVE("?mode=rw"),
    /** A live one, to replace its content. */
    REPLACE("?mode=rwc"),
    /** One that nobody else can know of, to read: without locks and journals, so that nothing appears beside it. */
    FROZEN("?mode=ro&immutable=1"),
    /** A new one that nobody else can know of, to fill: without a journal, as half of it is thrown away. */
    NEW("?mode=rwc"),
    /** A copied one with its copied log, to put the two together: never synced, as half of it is thrown away. */
    MERGE("?mode=rw"),
    /** No file at all. */
    MEMORY("");

    private final String parameters;

    Access(String parameters) {
        this.parameters = parameters;
    }

    String parameters() {
        return parameters;
    }
}
