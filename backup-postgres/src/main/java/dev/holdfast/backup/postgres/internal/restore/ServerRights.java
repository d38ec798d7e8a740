package dev.holdfast.backup.postgres.internal.restore;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Who restores, and what the role may.
 *
 * @param role its name
 * @param superuser whether it may do everything
 * @param createDatabase whether it may make databases
 * @param createRole whether it may make and change roles
 * @param endSessions whether it may end the sessions of others, superusers excepted
 */
record ServerRights(String role, boolean superuser, boolean createDatabase, boolean createRole, boolean endSessions) {

    static ServerRights of(Connection connection) throws SQLException {
        return Statements.first(
                        connection,
                        "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole,"
                                + " pg_has_role(current_user, 'pg_signal_backend', 'USAGE')"
                                + " FROM pg_roles WHERE rolname = current_user",
                        row -> new ServerRights(
                                row.getString(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getBoolean(5)))
                .orElseThrow(() -> new SQLException("the session's role is not there"));
    }
}
