package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.Pooler;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;

/** Is a pooler in between? Looked at with a session of the target's own: that is the way that backups go, whatever the host's does. */
final class PoolerCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) {
        if (scope.isOwn()) {
            look(scope, scope.connection());
            return;
        }
        ServerConnection session;
        try {
            session = ServerConnection.open(scope.place(), scope.context());
        } catch (TargetException e) {
            // Told already: whoever looks by the host's sessions tries the target's own first.
            return;
        }
        try (session) {
            look(scope, session);
        }
    }

    private static void look(CheckScope scope, ServerConnection own) {
        switch (Pooler.between(own, scope.place(), scope.context())) {
            case NONE -> {}
            case BY_SESSION ->
                scope.report(
                        Severity.WARNING,
                        Failure.of("HF-PG-033", "a pooler seems to be between here and the server")
                                .hint(
                                        "Connect to the server itself for backups: a pooler may end long transactions, and"
                                                + " has limits of its own."));
            case BY_TRANSACTION -> scope.report(Severity.ERROR, Pooler.byTransaction(scope.place()));
        }
    }
}
