package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.postgres.internal.dump.DumpedTable;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.RunContext;
import java.util.ArrayList;
import java.util.List;

/** What a check looks at, and where it reports. For one thread. */
public final class CheckScope {

    private final TargetSettings settings;
    private final ConnectionSettings place;
    private final ServerConnection connection;
    private final boolean own;
    private final ServerVersion version;
    private final List<DumpedTable> tables;
    private final boolean superuser;
    private final RunContext context;
    private final List<Problem> problems = new ArrayList<>();

    CheckScope(
            TargetSettings settings,
            ConnectionSettings place,
            ServerConnection connection,
            boolean own,
            RunContext context) {
        this.settings = settings;
        this.place = place;
        this.connection = connection;
        this.own = own;
        this.version = connection.version();
        this.tables = DumpedTable.list(connection, settings.tables());
        this.superuser = connection.one(
                "SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user",
                row -> row.getBoolean(1));
        this.context = context;
    }

    /** {@return what the target says} */
    public TargetSettings settings() {
        return settings;
    }

    /** {@return where the database is} */
    public ConnectionSettings place() {
        return place;
    }

    /** {@return a session in the database, in autocommit} */
    public ServerConnection connection() {
        return connection;
    }

    /** {@return whether the session is the target's own, and not one that the host lent} */
    public boolean isOwn() {
        return own;
    }

    /** {@return the server's version} */
    public ServerVersion version() {
        return version;
    }

    /** {@return the tables that would be dumped now} */
    public List<DumpedTable> tables() {
        return List.copyOf(tables);
    }

    /** {@return whether the user is a superuser} */
    public boolean isSuperuser() {
        return superuser;
    }

    /** {@return the run} */
    public RunContext context() {
        return context;
    }

    /**
     * Reports what stands against a backup or a later restore.
     *
     * @param severity how grave it is
     * @param failure what it is
     */
    public void report(Severity severity, Failure failure) {
        report(Problem.of(severity, failure));
    }

    /**
     * Reports what stands against a backup or a later restore.
     *
     * @param problem what it is
     */
    public void report(Problem problem) {
        problems.add(problem);
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }
}
