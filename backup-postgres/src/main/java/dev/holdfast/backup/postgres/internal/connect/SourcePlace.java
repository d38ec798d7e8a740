package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.spi.RunContext;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where the connections of a host lead, for the tools, which cannot borrow them. */
public final class SourcePlace {

    private SourcePlace() {}

    /**
     * Asks a connection of the host where it leads.
     *
     * @param source the host's connections
     * @param own what the target itself says: credentials, perhaps a user
     * @param context the run
     * @return the place, with the target's credentials
     */
    public static ConnectionSettings of(DataSource source, ConnectionSettings own, RunContext context) {
        try (ServerConnection borrowed = ServerConnection.borrow(source, "the host's data source", context)) {
            DatabaseMetaData data = borrowed.jdbc().getMetaData();
            String url = data.getURL();
            int query = url.indexOf('?');
            // Behind the question mark there may be a password, and what is needed of the rest the target says itself.
            ConnectionSettings place = ConnectionUrl.parse(query < 0 ? url : url.substring(0, query));
            String user = own.user() == null ? data.getUserName() : own.user();
            return new ConnectionSettings(
                    place.host(), place.port(), place.database(), user, own.credentials(), null, own.parameters());
        } catch (SQLException e) {
            throw SqlFailures.of(e, "the host's data source", "");
        }
    }
}
