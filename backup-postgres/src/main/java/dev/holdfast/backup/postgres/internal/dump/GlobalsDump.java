package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.Globals;
import dev.holdfast.backup.postgres.internal.client.ClientTools;
import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ConnectionText;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.evidence.Suffixes;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Keeps roles and tablespaces beside the dump: a database is of little use without the roles that own it. */
public final class GlobalsDump {

    private final ConnectionSettings connection;
    private final ClientTools tools;

    GlobalsDump(ConnectionSettings connection, ClientTools tools) {
        this.connection = connection;
        this.tools = tools;
    }

    /**
     * Tells whether the user may read the passwords of roles.
     *
     * @param connection the database
     * @return whether
     */
    public static boolean mayReadPasswords(ServerConnection connection) {
        return connection.one(
                "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')", row -> row.getBoolean(1));
    }

    /** {@return that roles are kept without passwords although nobody asked for that} */
    public static Problem withoutPasswords() {
        return new Problem(
                Severity.WARNING,
                "HF-PG-061",
                "roles are kept without their passwords, which the user of the backup may not read",
                "Set globals: without-passwords if that is as it should be, or let the user read pg_authid.");
    }

    /** {@return that passwords are asked for and cannot be read} */
    public static Failure refused() {
        return Failure.of("HF-PG-062", "the user of the backup may not read the passwords of roles")
                .hint("Set globals: without-passwords, or let a superuser take the backup.");
    }

    /**
     * Dumps.
     *
     * @param asked what the settings ask for
     * @param mayReadPasswords whether the user may
     * @param sink where to
     * @param context the run
     * @return what was kept: yes, no, without-passwords
     */
    Globals run(Globals asked, boolean mayReadPasswords, BackupSink sink, RunContext context)
            throws IOException, InterruptedException {
        if (asked == Globals.NO) {
            return Globals.NO;
        }
        if (asked == Globals.YES && !mayReadPasswords) {
            throw new TargetException(refused());
        }
        boolean passwords = mayReadPasswords && asked != Globals.WITHOUT_PASSWORDS;
        if (!passwords && asked == Globals.AUTO) {
            context.problem(withoutPasswords());
        }
        dump(passwords, sink, context);
        return passwords ? Globals.YES : Globals.WITHOUT_PASSWORDS;
    }

    private void dump(boolean passwords, BackupSink sink, RunContext context) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--globals-only"));
        if (!passwords) {
            arguments.add("--no-role-passwords");
        }
        if (connection.database() != null) {
            // Else it would go by way of a database that the user may not connect to.
            arguments.add("--database=" + ConnectionText.database(connection.database()));
        }
        try (ToolRun run = tools.start(Tool.PG_DUMPALL, connection, arguments, context);
                OutputStream out = sink.artifact(Suffixes.GLOBALS)) {
            CopyingInput in = new CopyingInput(run.output(), out);
            try {
                in.drain();
            } catch (IOException e) {
                context.cancellation().check();
                throw e;
            }
            CommandResult result = run.finish();
            if (!result.isSuccess()) {
                throw run.fail(result, "dump of the roles of " + connection.display());
            }
            PlainText.requireWholeGlobals(
                    in,
                    (why, cause) -> new TargetException(
                            Failure.of(
                                            "HF-PG-059",
                                            "the dump of the roles of " + connection.display() + " is not whole: "
                                                    + why)
                                    .hint("Look at the tools: pg_dumpall ended without an error, but too early."),
                            cause));
        }
    }
}
