package dev.holdfast.backup.postgres.internal.client;

/** The tools that are used. */
public enum Tool {
    /** Dumps a database. */
    PG_DUMP("pg_dump"),
    /** Dumps what all databases of a server share. */
    PG_DUMPALL("pg_dumpall"),
    /** Reads dumps. */
    PG_RESTORE("pg_restore"),
    /** Carries out SQL. */
    PSQL("psql");

    private final String command;

    Tool(String command) {
        this.command = command;
    }

    /** {@return the name of the program} */
    public String command() {
        return command;
    }
}
