package dev.holdfast.backup.postgres.internal.client;

/** The tools that are used. */
public enum Tool {
    /** Dumps a database. */
    PG_DUMP("pg_dump", false),
    /** Dumps what all databases of a server share. */
    PG_DUMPALL("pg_dumpall", false),
    /** Reads dumps. */
    PG_RESTORE("pg_restore", true),
    /** Carries out SQL. */
    PSQL("psql", true);

    private final String command;
    private final boolean reading;

    Tool(String command, boolean reading) {
        this.command = command;
        this.reading = reading;
    }

    /** {@return the name of the program} */
    public String command() {
        return command;
    }

    /** {@return whether it may be given something on its standard input} */
    boolean isReading() {
        return reading;
    }
}
