package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.connect.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a database is, apart from what is in it.
 *
 * @param oid its number, which a rename leaves as it is
 * @param name its name
 * @param owner the role that owns it
 * @param encoding its encoding
 * @param collate its LC_COLLATE
 * @param ctype its LC_CTYPE
 * @param provider {@code c} for the C library, {@code i} for ICU, {@code b} for the server's own
 * @param locale the locale of ICU or of the server's own provider, else {@code null}
 * @param rules ICU's further rules, or {@code null}
 * @param tablespace where its tables are by default
 * @param connectionLimit how many sessions it takes, or -1
 * @param open whether it takes connections at all
 * @param template whether everybody may copy it
 */
record DatabaseProfile(
        long oid,
        String name,
        String owner,
        String encoding,
        String collate,
        String ctype,
        String provider,
        @Nullable String locale,
        @Nullable String rules,
        String tablespace,
        int connectionLimit,
        boolean open,
        boolean template) {

    // Columns that came with later versions are read by way of JSON, which has none where the server has none.
    private static final String QUERY = """
            SELECT d.oid, d.datname, pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
                   coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
                   coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
                   to_jsonb(d) ->> 'daticurules', t.spcname, d.datconnlimit, d.datallowconn, d.datistemplate
              FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace
            """;

    static Optional<DatabaseProfile> byName(Connection connection, String name) throws SQLException {
        return Statements.first(connection, QUERY + " WHERE d.datname = ?", DatabaseProfile::of, name);
    }

    static Optional<DatabaseProfile> byOid(Connection connection, long oid) throws SQLException {
        return Statements.first(connection, QUERY + " WHERE d.oid = ?", DatabaseProfile::of, oid);
    }

    private static DatabaseProfile of(ResultSet row) throws SQLException {
        return new DatabaseProfile(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getInt(11),
                row.getBoolean(12),
                row.getBoolean(13));
    }

    /**
     * Returns the command that makes an empty database of this kind.
     *
     * @param other its name
     */
    String creation(String other) {
        StringBuilder command = new StringBuilder("CREATE DATABASE ").append(Sql.identifier(other));
        command.append(" WITH TEMPLATE template0");
        if (!owner.isEmpty()) {
            command.append(" OWNER ").append(Sql.identifier(owner));
        }
        command.append(" ENCODING ").append(Sql.literal(encoding));
        command.append(" LC_COLLATE ").append(Sql.literal(collate));
        command.append(" LC_CTYPE ").append(Sql.literal(ctype));
        if (provider.equals("i")) {
            command.append(" LOCALE_PROVIDER icu");
            if (locale != null) {
                command.append(" ICU_LOCALE ").append(Sql.literal(locale));
            }
            if (rules != null) {
                command.append(" ICU_RULES ").append(Sql.literal(rules));
            }
        } else if (provider.equals("b") && locale != null) {
            command.append(" LOCALE_PROVIDER builtin BUILTIN_LOCALE ").append(Sql.literal(locale));
        }
        // The usual one is taken without a right to it, and naming it takes one.
        if (!tablespace.isEmpty() && !tablespace.equals("pg_default")) {
            command.append(" TABLESPACE ").append(Sql.identifier(tablespace));
        }
        return command.toString();
    }

    /** Returns this database as another role's. */
    DatabaseProfile ownedBy(String role) {
        return new DatabaseProfile(
                oid,
                name,
                role,
                encoding,
                collate,
                ctype,
                provider,
                locale,
                rules,
                tablespace,
                connectionLimit,
                open,
                template);
    }

    /** Returns this database in another tablespace; an empty name is the server's own. */
    DatabaseProfile in(String place) {
        return new DatabaseProfile(
                oid,
                name,
                owner,
                encoding,
                collate,
                ctype,
                provider,
                locale,
                rules,
                place,
                connectionLimit,
                open,
                template);
    }

    /** How text is stored and sorted, in a few words. */
    String text() {
        String by = provider.equals("c") ? "" : ", " + (provider.equals("i") ? "icu " : "builtin ") + locale;
        return encoding + ", " + collate + (collate.equals(ctype) ? "" : "/" + ctype) + by;
    }
}
