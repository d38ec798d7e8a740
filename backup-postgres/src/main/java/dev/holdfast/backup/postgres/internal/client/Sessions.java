package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the sessions of tools that were killed: a server that waits for a lock does not see that its client is gone. */
final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private Sessions() {}

    static void end(ConnectionSettings settings, String application, RunContext context) {
        try (ServerConnection connection = ServerConnection.openToCleanUp(settings, context, AT_MOST)) {
            int ended = connection
                    .list(
                            "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                                    + " WHERE application_name = ?",
                            row -> row.getBoolean(1),
                            application)
                    .size();
            LOG.debug("ended {} sessions of {}", ended, application);
        } catch (BackupException e) {
            // The way to it may be what is broken; the server then sees the end of the connection by itself.
            LOG.debug("cannot end the sessions of {}", application, e);
        }
    }
}
