package dev.holdfast.backup.postgres.internal.restore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a backup tells of its dump, without the dump being opened.
 *
 * @param form the form of the dump
 * @param suffix what its artifact is called
 * @param serverVersion the version of the server it is of, such as {@code 150014}; 0 if unknown
 * @param database the database as it was, if the backup tells
 * @param tables the tables of the dump whose rows were counted or estimated
 * @param roles the roles that own something in it or were granted something; empty if unknown
 * @param extensions the extensions with their versions; empty if unknown
 * @param tablespaces the tablespaces that tables and indexes were in, beside that of the database; empty if unknown
 * @param databaseBytes the size of the database in the server, in bytes; 0 if unknown
 */
record DumpContent(
        DumpForm form,
        String suffix,
        int serverVersion,
        @Nullable DatabaseProfile database,
        List<Table> tables,
        Set<String> roles,
        Map<String, String> extensions,
        List<String> tablespaces,
        long databaseBytes) {

    DumpContent {
        tables = List.copyOf(tables);
        roles = Set.copyOf(roles);
        extensions = Map.copyOf(extensions);
        tablespaces = List.copyOf(tablespaces);
    }

    /**
     * A table with its rows.
     *
     * @param schema its schema
     * @param name its name
     * @param rows how many rows it had itself, without tables that inherit from it
     * @param exact whether they were counted under the snapshot of the dump
     */
    record Table(String schema, String name, long rows, boolean exact) {

        String text() {
            return schema + "." + name;
        }
    }

    Optional<DatabaseProfile> profile() {
        return Optional.ofNullable(database);
    }
}
