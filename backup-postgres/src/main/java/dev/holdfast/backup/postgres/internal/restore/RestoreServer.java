package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server that a restore works on: sessions in any of its databases, and the tools that talk to it. One per act. */
interface RestoreServer {

    /** Where it is, for people; never a credential. */
    String location();

    /** Returns the database that the settings name; empty if they name none. */
    String database();

    /**
     * Opens a session in autocommit mode that no timeout of the server's ends.
     *
     * @param database the database
     * @param session the name by which it calls itself
     * @return the session, closed by the caller
     * @throws dev.holdfast.backup.TargetException if there is none to be had
     * @throws SQLException if it ends at once
     */
    ServerConnection open(String database, String session) throws SQLException;

    /**
     * Starts a tool. It gets its connection with it, and no secret among its arguments.
     *
     * @param tool {@code pg_restore} or {@code psql}
     * @param database the database it works on, or {@code null} if it only reads the dump
     * @param arguments what comes behind the program
     * @param entries a list of the entries that {@code pg_restore} is to bring back, which it sees wherever it runs, or {@code null} for all
     * @return the running tool, closed by the caller
     * @throws IOException if it cannot be started
     */
    ToolRun start(Tool tool, @Nullable String database, List<String> arguments, @Nullable Path entries)
            throws IOException, InterruptedException;

    /**
     * Tells whether tools can read the files of this machine.
     *
     * @return whether they can; if not, a file's bytes are given to them on their standard input
     */
    boolean seesFiles() throws InterruptedException;
}
