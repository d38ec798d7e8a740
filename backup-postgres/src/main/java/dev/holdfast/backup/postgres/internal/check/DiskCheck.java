package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.internal.client.ClientChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Is there room: in scratch for the format directory, and on the server's disk for a restore beside the live database? */
final class DiskCheck implements DatabaseCheck {

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1");

    @Override
    public void look(CheckScope scope) throws IOException {
        long size = scope.connection()
                .one("SELECT pg_catalog.pg_database_size(pg_catalog.current_database())", row -> row.getLong(1));
        if (scope.settings().format() == DumpFormat.DIRECTORY) {
            // Refused with its own code if there is not enough.
            scope.context().scratch(size).close();
        }
        Optional<Path> data = dataDirectory(scope);
        if (data.isEmpty()) {
            scope.report(new Problem(
                    Severity.INFO,
                    "HF-PG-036",
                    "how much is free on the server's disk is unknown; a staged restore takes about " + size
                            + " bytes there",
                    "Look at the server's disk before a restore."));
            return;
        }
        long free = Files.getFileStore(data.get()).getUsableSpace();
        if (free < size) {
            scope.report(new Problem(
                    Severity.WARNING,
                    "HF-PG-042",
                    "a staged restore takes about " + size + " bytes on the server's disk, and " + free + " are free",
                    "Make room before a restore is needed."));
        }
    }

    /** Only a server on this machine has a disk that can be looked at, and only whoever may ask learns where its data are. */
    private static Optional<Path> dataDirectory(CheckScope scope) {
        String host = scope.place().host();
        boolean may = scope.connection()
                .one("SELECT pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE')", row -> row.getBoolean(1));
        if (host == null || !HERE.contains(host) || !may || scope.settings().client() instanceof ClientChoice.Docker) {
            return Optional.empty();
        }
        // A staged copy goes where the database is, which need not be where the others are.
        String path = scope.connection()
                .one(
                        "SELECT COALESCE(NULLIF(pg_catalog.pg_tablespace_location(d.dattablespace), ''),"
                                + " pg_catalog.current_setting('data_directory')) FROM pg_catalog.pg_database d"
                                + " WHERE d.datname = pg_catalog.current_database()",
                        row -> row.getString(1));
        Path directory = Path.of(path);
        return Files.isDirectory(directory) ? Optional.of(directory) : Optional.empty();
    }
}
