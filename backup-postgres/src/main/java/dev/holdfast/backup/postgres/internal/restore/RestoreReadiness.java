package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.check.CheckScope;
import dev.holdfast.backup.postgres.internal.check.DatabaseCheck;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import java.sql.SQLException;

/**
 * Could the target's role also restore, beside the live database and with a swap? That it cannot is no fault of a backup, whose role may well
 * be one that only reads; but it is better known now than when the restore is needed.
 */
public final class RestoreReadiness implements DatabaseCheck {

    /** Makes the check. */
    public RestoreReadiness() {}

    @Override
    public void look(CheckScope scope) {
        if (scope.settings().allDatabases()) {
            return;
        }
        ToolServer server =
                new ToolServer(scope.place(), scope.settings().client(), new ServerVersion(0, ""), scope.context());
        String live = scope.connection().one("SELECT pg_catalog.current_database()", row -> row.getString(1));
        boolean standby = scope.connection().one("SELECT pg_catalog.pg_is_in_recovery()", row -> row.getBoolean(1));
        if (standby) {
            // Restores go to the primary, which another target names.
            return;
        }
        try (ServerConnection maintenance = Maintenance.open(server, live, ServerConnection.APPLICATION)) {
            for (Problem problem : new SwapObstacles(server, maintenance.jdbc()).find(live)) {
                tell(scope, problem.code(), problem.message(), problem.hint());
            }
        } catch (SQLException e) {
            BackupException told = RestoreFailures.ofSql("look whether a restore would work", e);
            tell(scope, told.code(), told.failure().message(), told.hint());
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            tell(scope, e.code(), e.failure().message(), e.hint());
        }
    }

    private static void tell(CheckScope scope, String code, String message, String hint) {
        scope.report(new Problem(Severity.INFO, code, "a staged restore by this role: " + message, hint));
    }
}
