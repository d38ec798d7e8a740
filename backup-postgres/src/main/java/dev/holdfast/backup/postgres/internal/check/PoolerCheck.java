package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Is a pooler in between? It gives the session of one server process to several clients in turn, which a lock, a snapshot and a setting do not
 * survive. What gives it away is the number of the process: the one that the login told is the pooler's invention.
 */
final class PoolerCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) throws SQLException {
        if (!scope.connection().jdbc().isWrapperFor(PGConnection.class)) {
            return;
        }
        int told = scope.connection().jdbc().unwrap(PGConnection.class).getBackendPID();
        int real = scope.connection().processId();
        if (told != real) {
            scope.report(
                    Severity.WARNING,
                    Failure.of("HF-PG-033", "a pooler seems to be between here and the server")
                            .hint("Connect to the server itself for backups; a pooler by transaction loses settings"
                                    + " and locks."));
        }
    }
}
