package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what would make the swap of a database fail, long before the swap; and what would surprise. */
final class SwapObstacles {

    private final RestoreServer server;
    private final Connection connection;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * Makes the finder.
     *
     * @param server the server
     * @param connection a session in a database that is not the live one
     */
    SwapObstacles(RestoreServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /**
     * Finds them.
     *
     * @param live the name of the database to be swapped, which may not be there
     * @return what stands against the swap (severity ERROR) or would surprise (WARNING)
     */
    List<Problem> find(String live) throws SQLException {
        ServerRights rights = ServerRights.of(connection);
        if (Statements.is(connection, "SELECT pg_is_in_recovery()")) {
            error(Failure.of(
                            "HF-PG-100",
                            "the server at " + server.location() + " is a standby, which cannot be written")
                    .hint("Name the primary in the target's url."));
            return problems;
        }
        if (!rights.superuser() && !rights.createDatabase()) {
            error(Failure.of("HF-PG-103", "role " + rights.role() + " may not make and rename databases")
                    .hint("Give it the right: ALTER ROLE " + rights.role() + " CREATEDB."));
        }
        admission(live);
        Optional<DatabaseProfile> database = DatabaseProfile.byName(connection, live);
        if (database.isPresent()) {
            ownership(database.get(), rights);
            sessions(database.get(), rights);
            settings(database.get(), rights);
            blockers(live);
            surprises(live);
        }
        return problems;
    }

    /** A name of the copy's form is tried: where nobody may enter it, the answer is another one than "there is none". */
    private void admission(String live) throws SQLException {
        String name = SwapNames.sample(live).staged();
        try (ServerConnection entered = server.open(name, "holdfast")) {
            // Somebody has a database of that very name; it is not the one that will be made.
            entered.version();
        } catch (BackupException e) {
            String state = e.context().getOrDefault("sqlstate", "");
            if (state.startsWith("28")) {
                error(Failure.of(
                                "HF-PG-107",
                                "the server does not admit the target's role to the copy that is made beside " + live
                                        + ": " + e.getMessage())
                        .hint("Let pg_hba.conf admit the role to all databases, or to names such as " + name + "."));
            }
        }
    }

    private void ownership(DatabaseProfile database, ServerRights rights) throws SQLException {
        boolean owner = rights.superuser()
                || Statements.is(connection, "SELECT pg_has_role(current_user, ?::name, 'USAGE')", database.owner());
        if (!owner) {
            error(Failure.of(
                            "HF-PG-103",
                            "role " + rights.role() + " is not the owner of " + database.name() + ", which is "
                                    + database.owner())
                    .hint("Give it that role: GRANT " + Sql.identifier(database.owner()) + " TO "
                            + Sql.identifier(rights.role()) + "."));
        }
    }

    private void sessions(DatabaseProfile database, ServerRights rights) throws SQLException {
        if (rights.superuser()) {
            return;
        }
        List<String> beyond = Statements.texts(
                connection,
                "SELECT DISTINCT coalesce(usename, '(the server)') FROM pg_stat_activity a"
                        + " LEFT JOIN pg_roles r ON r.oid = a.usesysid"
                        + " WHERE datid = ?::oid AND pid <> pg_backend_pid() AND (coalesce(r.rolsuper, false)"
                        + " OR NOT (" + rights.endSessions() + " OR pg_has_role(current_user, a.usesysid, 'USAGE')))"
                        + " AND a.usesysid IS NOT NULL ORDER BY 1",
                database.oid());
        if (!beyond.isEmpty()) {
            error(Failure.of(
                            "HF-PG-104",
                            "sessions of roles that " + rights.role() + " may not end are in " + database.name() + ": "
                                    + RestoreFailures.some(beyond))
                    .hint("Grant pg_signal_backend to " + rights.role()
                            + "; sessions of superusers must be closed by themselves."));
        } else if (!rights.endSessions()) {
            warn(Failure.of(
                            "HF-PG-104",
                            "role " + rights.role() + " may not end the sessions of other roles, should there be some")
                    .hint("Grant pg_signal_backend to it."));
        }
    }

    private void settings(DatabaseProfile database, ServerRights rights) throws SQLException {
        boolean others = Statements.is(
                connection,
                "SELECT count(*) > 0 FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
                        + " WHERE s.setdatabase = ?::oid AND r.rolname <> current_user",
                database.oid());
        if (others && !rights.superuser() && !rights.createRole()) {
            error(Failure.of(
                            "HF-PG-133",
                            "roles have settings of their own in " + database.name()
                                    + ", which the target's role may not give to the copy")
                    .hint("Give it CREATEROLE, or remove them: ALTER ROLE … IN DATABASE … RESET ALL."));
        }
    }

    private void blockers(String live) throws SQLException {
        List<String> prepared = Sessions.prepared(connection, live);
        if (!prepared.isEmpty()) {
            error(RestoreFailures.prepared(live, prepared));
        }
    }

    private void surprises(String live) throws SQLException {
        List<String> slots = Sessions.slots(connection, live);
        List<String> subscriptions = Sessions.subscriptions(connection, live);
        if (!slots.isEmpty() || !subscriptions.isEmpty()) {
            warn(Failure.of(
                            "HF-PG-108",
                            "replication stays with the old database: "
                                    + (slots.isEmpty() ? "" : "logical slots " + RestoreFailures.some(slots) + " ")
                                    + (subscriptions.isEmpty()
                                            ? ""
                                            : "subscriptions " + RestoreFailures.some(subscriptions)))
                    .hint("Make them anew after the restore; it cannot be confirmed while the old database has them."));
        }
        // A standby may do without a slot; who sends for a logical slot sends to none.
        if (Statements.is(
                connection,
                "SELECT count(*) > 0 FROM pg_stat_replication r WHERE NOT EXISTS (SELECT 1 FROM pg_replication_slots s"
                        + " WHERE s.active_pid = r.pid AND s.slot_type = 'logical')")) {
            warn(Failure.of(
                            "HF-PG-109",
                            "sessions on standbys of this server go on reading the old database until they end")
                    .hint("Restart the services that read from standbys after the restore."));
        }
    }

    private void error(Failure failure) {
        problems.add(Problem.of(Severity.ERROR, failure));
    }

    private void warn(Failure failure) {
        problems.add(Problem.of(Severity.WARNING, failure));
    }
}
