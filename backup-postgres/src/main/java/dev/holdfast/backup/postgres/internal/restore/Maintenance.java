package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.Pooler;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session in a database that is not the one to be renamed: {@code postgres}, else {@code template1}. */
final class Maintenance {

    static final List<String> DATABASES = List.of("postgres", "template1");

    private Maintenance() {}

    /**
     * Opens it.
     *
     * @param server the server
     * @param live the database that it must not be in
     * @param session the name by which it calls itself
     * @return the session, closed by the caller
     * @throws TargetException {@code HF-PG-106} if none of the databases admits the role, {@code HF-PG-043} if a pooler is in between
     */
    static ServerConnection open(RestoreServer server, String live, String session) throws SQLException {
        @Nullable BackupException last = null;
        for (String database : DATABASES) {
            if (database.equals(live)) {
                continue;
            }
            try {
                return server.open(database, session);
            } catch (TargetException e) {
                if (e.code().equals(Pooler.REFUSED)) {
                    throw e;
                }
                last = e;
            }
        }
        String why = last == null ? "" : ": " + last.getMessage();
        throw new TargetException(unreachable(why), last);
    }

    static Failure unreachable(String why) {
        return Failure.of(
                        "HF-PG-106",
                        "neither postgres nor template1 admits the target's role, and a database is made and renamed from"
                                + " another one" + why)
                .hint("Let the role connect to the database postgres: in pg_hba.conf, and with GRANT CONNECT.");
    }
}
