package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.client.ClientChoice;
import dev.holdfast.backup.postgres.internal.client.ClientTools;
import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.Pooler;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server that is reached by settings, with tools that are looked for when the first is needed. */
final class ToolServer implements RestoreServer {

    private final ConnectionSettings settings;
    private final ClientChoice choice;
    private final RunContext context;
    private final ServerVersion dumpedBy;
    private @Nullable ClientTools tools;
    private volatile boolean lookedForPooler;

    /**
     * Makes it; nothing is connected yet.
     *
     * @param settings where it is
     * @param choice where the tools are
     * @param dumpedBy the version of the tool that made the dump: an older one does not read it
     * @param context the run
     */
    ToolServer(ConnectionSettings settings, ClientChoice choice, ServerVersion dumpedBy, RunContext context) {
        this.settings = settings;
        this.choice = choice;
        this.dumpedBy = dumpedBy;
        this.context = context;
    }

    @Override
    public String location() {
        return settings.display();
    }

    @Override
    public String database() {
        String named = settings.database();
        return named == null ? "" : named;
    }

    @Override
    public ServerConnection open(String database, String session) throws SQLException {
        ConnectionSettings place = settings.withDatabase(database);
        ServerConnection connection = ServerConnection.open(place, context);
        try {
            if (!lookedForPooler) {
                Pooler.refuse(connection, place, context);
                lookedForPooler = true;
            }
            // The database may have timeouts of its own, which are for those who use it.
            for (String setting : List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")) {
                Statements.run(connection.jdbc(), "SET " + setting + " = 0");
            }
            Statements.run(connection.jdbc(), "SET default_transaction_read_only = off");
            Statements.run(connection.jdbc(), "SET application_name = " + Sql.literal(session));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public ToolRun start(Tool tool, @Nullable String database, List<String> arguments, @Nullable Path entries)
            throws IOException, InterruptedException {
        ConnectionSettings connection = database == null ? null : settings.withDatabase(database);
        return entries == null
                ? tools().start(tool, connection, arguments, context)
                : tools().startWithEntries(connection, arguments, entries, context);
    }

    @Override
    public boolean seesFiles() throws InterruptedException {
        return tools().seesLocalFiles();
    }

    private ClientTools tools() throws InterruptedException {
        ClientTools found = tools;
        if (found == null) {
            found = ClientTools.choose(choice, atLeast(), context);
            tools = found;
        }
        return found;
    }

    private ServerVersion atLeast() {
        try (ServerConnection connection = Maintenance.open(this, "", "holdfast")) {
            ServerVersion server = connection.version();
            return server.major() >= dumpedBy.major() ? server : dumpedBy;
        } catch (SQLException e) {
            throw RestoreFailures.ofSql("ask for the server's version", e);
        }
    }
}
