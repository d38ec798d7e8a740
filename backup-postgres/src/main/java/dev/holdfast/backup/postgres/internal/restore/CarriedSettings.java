package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.connect.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What belongs to a database and not to its content, and therefore stays behind when another one takes its name: settings, settings of roles
 * in it, grants, comment, connection limit, security labels. (Owner, encoding, locale and tablespace are given to the copy when it is made.)
 */
final class CarriedSettings {

    /** Settings whose value is a list of identifiers that are quoted one by one, as the server has them. */
    private static final Set<String> LISTS = Set.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    private CarriedSettings() {}

    /**
     * Makes another database as the live one is.
     *
     * @param connection a session in any database of the server
     * @param live the database that has them
     * @param copy the name of the one that gets them
     * @throws SQLException if the session's role may not
     */
    static void carry(Connection connection, DatabaseProfile live, String copy) throws SQLException {
        for (String command : commands(connection, live, copy)) {
            Statements.run(connection, command);
        }
    }

    /** Returns what {@link #carry} does, in order. */
    static List<String> commands(Connection connection, DatabaseProfile live, String copy) throws SQLException {
        String name = Sql.identifier(copy);
        List<String> commands = new ArrayList<>();
        commands.add("ALTER DATABASE " + name + " OWNER TO " + Sql.identifier(live.owner()));
        commands.add("ALTER DATABASE " + name + " CONNECTION LIMIT " + live.connectionLimit());
        if (live.template()) {
            commands.add("ALTER DATABASE " + name + " IS_TEMPLATE true");
        }
        comment(connection, live, name, commands);
        labels(connection, live, name, commands);
        settings(connection, live, copy, commands);
        grants(connection, live, copy, commands);
        return commands;
    }

    private static void comment(Connection connection, DatabaseProfile live, String name, List<String> commands)
            throws SQLException {
        String comment = Statements.first(
                        connection,
                        "SELECT coalesce(shobj_description(?::oid, 'pg_database'), '')",
                        row -> row.getString(1),
                        live.oid())
                .orElse("");
        commands.add("COMMENT ON DATABASE " + name + " IS " + (comment.isEmpty() ? "NULL" : Sql.literal(comment)));
    }

    private static void labels(Connection connection, DatabaseProfile live, String name, List<String> commands)
            throws SQLException {
        commands.addAll(Statements.list(
                connection,
                "SELECT provider, label FROM pg_shseclabel WHERE classoid = 'pg_database'::regclass AND objoid = ?::oid"
                        + " ORDER BY provider",
                row -> "SECURITY LABEL FOR " + Sql.identifier(row.getString(1)) + " ON DATABASE " + name + " IS "
                        + Sql.literal(row.getString(2)),
                live.oid()));
    }

    private record Assignment(String role, String name, String value) {

        static Assignment of(ResultSet row) throws SQLException {
            String text = row.getString(2);
            int at = text.indexOf('=');
            return new Assignment(row.getString(1), text.substring(0, at), text.substring(at + 1));
        }
    }

    private static final String ASSIGNMENTS = """
            SELECT coalesce(r.rolname, ''), a.text
              FROM pg_database d
              JOIN pg_db_role_setting s ON s.setdatabase = d.oid
              LEFT JOIN pg_roles r ON r.oid = s.setrole
             CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY AS a (text, number)
             WHERE d.datname = ? AND (s.setrole = 0 OR r.rolname IS NOT NULL)
             ORDER BY 1, a.number
            """;

    private static void settings(Connection connection, DatabaseProfile live, String copy, List<String> commands)
            throws SQLException {
        // What the copy has is from an earlier call; it is begun anew, as the live one may have lost a setting since.
        Set<String> before = new LinkedHashSet<>(
                Statements.list(connection, ASSIGNMENTS, row -> owner(row.getString(1), copy) + " RESET ALL", copy));
        commands.addAll(before);
        for (Assignment assignment : Statements.list(connection, ASSIGNMENTS, Assignment::of, live.name())) {
            commands.add(owner(assignment.role(), copy) + " SET " + Sql.identifier(assignment.name()) + " TO "
                    + value(assignment));
        }
    }

    private static String owner(String role, String database) {
        return role.isEmpty()
                ? "ALTER DATABASE " + Sql.identifier(database)
                : "ALTER ROLE " + Sql.identifier(role) + " IN DATABASE " + Sql.identifier(database);
    }

    private static String value(Assignment assignment) {
        if (!LISTS.contains(assignment.name().toLowerCase(Locale.ROOT))) {
            return Sql.literal(assignment.value());
        }
        List<String> items = items(assignment.value());
        return items.isEmpty()
                ? "''"
                : String.join(", ", items.stream().map(Sql::literal).toList());
    }

    /** Parts a list of identifiers as the server stores it: with commas between, and quoted where it must be. */
    static List<String> items(String list) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted && c == '"' && i + 1 < list.length() && list.charAt(i + 1) == '"') {
                item.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (c == ',' && !quoted) {
                items.add(item.toString());
                item.setLength(0);
                any = true;
            } else if (quoted || !Character.isWhitespace(c)) {
                item.append(c);
                any = true;
            }
        }
        if (any) {
            items.add(item.toString());
        }
        return items;
    }

    private record Grant(String grantor, String grantee, String privilege, boolean grantable) {}

    private static final String GRANTS = """
            SELECT pg_get_userbyid(a.grantor), CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee) END,
                   a.privilege_type, a.is_grantable
              FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) WITH ORDINALITY
                   AS a (grantor, grantee, privilege_type, is_grantable, number)
             WHERE d.datname = ? AND d.datacl IS NOT NULL
             ORDER BY (a.grantor <> d.datdba), a.number
            """;

    private static Grant grant(ResultSet row) throws SQLException {
        return new Grant(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4));
    }

    private static void grants(Connection connection, DatabaseProfile live, String copy, List<String> commands)
            throws SQLException {
        boolean byDefault =
                Statements.is(connection, "SELECT datacl IS NULL FROM pg_database WHERE oid = ?::oid", live.oid());
        if (byDefault) {
            return;
        }
        String on = " ON DATABASE " + Sql.identifier(copy);
        Set<String> everybody = new LinkedHashSet<>(List.of("PUBLIC", Sql.identifier(live.owner())));
        for (Grant grant : Statements.list(connection, GRANTS, CarriedSettings::grant, copy)) {
            everybody.add(role(grant.grantee()));
        }
        commands.add("REVOKE ALL" + on + " FROM " + String.join(", ", everybody) + " CASCADE");
        for (Grant grant : Statements.list(connection, GRANTS, CarriedSettings::grant, live.name())) {
            String command = "GRANT " + grant.privilege() + on + " TO " + role(grant.grantee())
                    + (grant.grantable() ? " WITH GRANT OPTION" : "");
            if (grant.grantor().equals(live.owner())) {
                commands.add(command);
            } else {
                commands.add("SET ROLE " + Sql.identifier(grant.grantor()));
                commands.add(command);
                commands.add("RESET ROLE");
            }
        }
    }

    private static String role(String name) {
        return name.isEmpty() ? "PUBLIC" : Sql.identifier(name);
    }
}
