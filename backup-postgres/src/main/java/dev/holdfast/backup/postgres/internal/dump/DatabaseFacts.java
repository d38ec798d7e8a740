package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.postgres.internal.evidence.DatabaseRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks what a restore has to know of a database besides its dump. */
public final class DatabaseFacts {

    private static final int FIRST_WITH_PROVIDER = 15;
    private static final int FIRST_WITH_RULES = 16;
    private static final int FIRST_WITH_LOCALE = 17;

    private DatabaseFacts() {}

    /**
     * Asks.
     *
     * @param connection the database
     * @param version the server's version
     * @return what it is
     */
    public static DatabaseRecord read(ServerConnection connection, ServerVersion version) {
        return new DatabaseRecord(
                properties(connection, version), extensions(connection), roles(connection), tablespaces(connection));
    }

    private static Map<String, String> properties(ServerConnection connection, ServerVersion version) {
        String provider = version.major() >= FIRST_WITH_PROVIDER ? "d.datlocprovider::text" : "'c'";
        String locale = "NULL";
        if (version.major() >= FIRST_WITH_LOCALE) {
            locale = "d.datlocale";
        } else if (version.major() >= FIRST_WITH_PROVIDER) {
            locale = "d.daticulocale";
        }
        String sql = "SELECT d.datname, pg_catalog.pg_get_userbyid(d.datdba),"
                + " pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, " + provider + ", "
                + locale + ", " + (version.major() >= FIRST_WITH_RULES ? "d.daticurules" : "NULL")
                + ", t.spcname, d.datconnlimit"
                + " FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace"
                + " WHERE d.datname = pg_catalog.current_database()";
        List<String> names = List.of(
                "database",
                "owner",
                "encoding",
                "collate",
                "ctype",
                "locale-provider",
                "icu-locale",
                "icu-rules",
                "tablespace",
                "connection-limit");
        return connection.one(sql, row -> {
            Map<String, String> properties = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                String value = row.getString(i + 1);
                if (value != null) {
                    properties.put(names.get(i), value);
                }
            }
            return properties;
        });
    }

    private static List<DatabaseRecord.Extension> extensions(ServerConnection connection) {
        return connection.list(
                "SELECT x.extname, x.extversion, n.nspname FROM pg_catalog.pg_extension x"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace ORDER BY x.extname",
                row -> new DatabaseRecord.Extension(row.getString(1), row.getString(2), row.getString(3)));
    }

    /** What is where its database is has no tablespace of its own. */
    private static List<String> tablespaces(ServerConnection connection) {
        return connection.list(
                "SELECT DISTINCT t.spcname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_tablespace t ON t.oid = c.reltablespace"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE " + DumpedTable.NOT_SYSTEM + " AND t.spcname !~ '^pg_' ORDER BY t.spcname",
                row -> row.getString(1));
    }

    /** The server notes who owns or was granted what, but not for the role it was set up with, which may own everything. */
    private static List<String> roles(ServerConnection connection) {
        return connection.list(
                "SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid IN ("
                        + "SELECT s.refobjid FROM pg_catalog.pg_shdepend s"
                        + " WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass"
                        + " AND s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d"
                        + " WHERE d.datname = pg_catalog.current_database())"
                        + " UNION SELECT c.relowner FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
                        + DumpedTable.NOT_SYSTEM
                        + " UNION SELECT p.proowner FROM pg_catalog.pg_proc p"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE "
                        + DumpedTable.NOT_SYSTEM
                        + " UNION SELECT n.nspowner FROM pg_catalog.pg_namespace n WHERE "
                        + DumpedTable.NOT_SYSTEM
                        + ") ORDER BY r.rolname",
                row -> row.getString(1));
    }
}
