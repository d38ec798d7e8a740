package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.scheduler.SchedulerDatabase;
import dev.holdfast.backup.scheduler.SchedulerSettings;

/**
 * Where what is done is remembered: the database that the configuration names, or the file in the state directory. Opened when there is something to
 * remember or to look up, and not before.
 *
 * <p>Commands that only look at stores never make one: loading what knows databases takes longer than they do.
 */
final class Recording implements AutoCloseable {

    private final SchedulerDatabase database;
    private final SchedulerSettings settings;
    private final RunCause cause;

    private Recording(SchedulerDatabase database, SchedulerSettings settings, RunCause cause) {
        this.database = database;
        this.settings = settings;
        this.cause = cause;
    }

    /**
     * Makes what a configuration says.
     *
     * @param configuration the configuration
     * @param host the process
     * @param role what the process is among those that use the database
     */
    static Recording of(HoldfastConfiguration configuration, Host host, String role) {
        SchedulerSettings settings = settings(configuration);
        SchedulerSettings.Server server = settings.server();
        SchedulerDatabase.Builder builder = server == null
                ? SchedulerDatabase.sqlite(configuration.state())
                : postgres(server, host).stateDirectory(configuration.state());
        String node = settings.node();
        if (node != null) {
            builder.node(node);
        }
        SchedulerDatabase database = builder.clock(host.clock())
                .nodeTimeout(settings.nodeTimeout())
                .historyBound(settings.historyDays(), settings.historyRuns())
                .role(role)
                .build();
        return new Recording(database, settings, RunCause.command(host.user()));
    }

    private static SchedulerDatabase.Builder postgres(SchedulerSettings.Server server, Host host) {
        String user = server.user();
        Secret password = server.password();
        return SchedulerDatabase.postgres(
                server.url(), user == null ? host.user() : user, password == null ? Secret.of("") : password);
    }

    static SchedulerSettings settings(HoldfastConfiguration configuration) {
        return configuration.sections().find(SchedulerSettings.class).orElse(SchedulerSettings.DEFAULT);
    }

    /** Tells whether there is a database to ask, without making one. */
    static boolean isThere(HoldfastConfiguration configuration) {
        return settings(configuration).server() != null || SchedulerDatabase.isIn(configuration.state());
    }

    SchedulerDatabase database() {
        return database;
    }

    SchedulerSettings settings() {
        return settings;
    }

    /** Has an engine remember what it does here, and take its leases from here if other nodes do. */
    void into(BackupsBuilder builder) {
        builder.history(database.history()).because(cause);
        database.leases().ifPresent(builder::leases);
    }

    @Override
    public void close() {
        database.close();
    }
}
