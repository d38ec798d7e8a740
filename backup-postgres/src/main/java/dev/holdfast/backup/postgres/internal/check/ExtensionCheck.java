package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import java.util.List;

/** Could the extensions be made again? A dump names them and does not hold them. */
final class ExtensionCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) {
        List<String> gone = scope.connection()
                .list(
                        "SELECT x.extname FROM pg_catalog.pg_extension x WHERE NOT EXISTS ("
                                + "SELECT 1 FROM pg_catalog.pg_available_extensions a WHERE a.name = x.extname)"
                                + " ORDER BY 1",
                        row -> row.getString(1));
        if (!gone.isEmpty()) {
            scope.report(
                    Severity.WARNING,
                    Failure.of(
                                    "HF-PG-037",
                                    "the server lacks the files of extensions that the database uses: "
                                            + Names.some(gone))
                            .hint("A restore needs them; install them on the server."));
        }
        boolean timescale = scope.connection()
                .one(
                        "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'timescaledb')",
                        row -> row.getBoolean(1));
        if (timescale) {
            scope.report(
                    Severity.WARNING,
                    Failure.of("HF-PG-039", "the database uses timescaledb, whose restore takes acts of its own")
                            .hint("Restore it by hand between timescaledb_pre_restore() and"
                                    + " timescaledb_post_restore()."));
        }
    }
}
