package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.RunContext;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** All looks at a database before a backup, one after the other; what one finds does not keep the others from looking. */
public final class Checks {

    private static final int OLDEST_SERVER = 10;

    private static final List<DatabaseCheck> ALL = List.of(
            new ClientCheck(),
            new SelectionCheck(),
            new PrivilegeCheck(),
            new LargeObjectCheck(),
            new RowSecurityCheck(),
            new ExtensionCheck(),
            new ConnectionsCheck(),
            // It opens sessions, which would count.
            new PoolerCheck(),
            new StandbyCheck(),
            new GlobalsCheck(),
            new DiskCheck());

    private final TargetSettings settings;
    private final ConnectionSettings place;
    private final @Nullable DataSource source;
    private final List<DatabaseCheck> all;

    /**
     * Makes the checks.
     *
     * @param settings what the target says
     * @param place where its database is
     * @param source the host's connections to look with, or {@code null}
     * @param more looks at other things than backups, behind those at backups
     */
    public Checks(
            TargetSettings settings, ConnectionSettings place, @Nullable DataSource source, List<DatabaseCheck> more) {
        this.settings = settings;
        this.place = place;
        this.source = source;
        this.all = new ArrayList<>(ALL);
        all.addAll(more);
    }

    /**
     * Looks.
     *
     * @param context the run
     * @return what was found, empty if nothing stands against a backup
     * @throws Exception if the run was cancelled
     */
    public List<Problem> run(RunContext context) throws Exception {
        List<Problem> found = new ArrayList<>();
        if (source != null) {
            // The tools log in with the target's own credentials, which the host's connections prove nothing about.
            try (ServerConnection own = ServerConnection.open(place, context)) {
                own.processId();
            } catch (CancelledException e) {
                throw e;
            } catch (BackupException e) {
                found.add(Problem.of(Severity.ERROR, e.failure()));
            }
        }
        try (ServerConnection connection = open(context)) {
            ServerVersion version = connection.version();
            if (version.major() < OLDEST_SERVER) {
                found.add(Problem.of(
                        Severity.ERROR,
                        Failure.of("HF-PG-040", "the server is of version " + version + ", which is too old")
                                .hint("Servers from version " + OLDEST_SERVER + " on can be backed up.")));
                return found;
            }
            CheckScope scope = new CheckScope(settings, place, connection, source == null, context);
            for (DatabaseCheck check : all) {
                look(check, scope);
            }
            found.addAll(scope.problems());
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            found.add(Problem.of(Severity.ERROR, e.failure()));
        }
        return found;
    }

    private ServerConnection open(RunContext context) {
        return source == null
                ? ServerConnection.open(place, context)
                : ServerConnection.borrow(source, place.display(), context);
    }

    private static void look(DatabaseCheck check, CheckScope scope) throws Exception {
        try {
            check.look(scope);
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            scope.report(Severity.ERROR, e.failure());
        }
    }
}
