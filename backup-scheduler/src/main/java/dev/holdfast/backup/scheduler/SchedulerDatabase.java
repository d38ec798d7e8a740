package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.scheduler.internal.db.Connections;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.HostConnections;
import dev.holdfast.backup.scheduler.internal.db.Interruption;
import dev.holdfast.backup.scheduler.internal.db.Migrations;
import dev.holdfast.backup.scheduler.internal.db.NodeName;
import dev.holdfast.backup.scheduler.internal.db.PostgresConnections;
import dev.holdfast.backup.scheduler.internal.db.PrivateFiles;
import dev.holdfast.backup.scheduler.internal.db.SqliteConnections;
import dev.holdfast.backup.scheduler.internal.history.DatabaseHistory;
import dev.holdfast.backup.scheduler.internal.history.HistoryBound;
import dev.holdfast.backup.scheduler.internal.history.HistoryWriter;
import dev.holdfast.backup.scheduler.internal.lease.LateLeases;
import dev.holdfast.backup.scheduler.internal.owner.Heart;
import dev.holdfast.backup.scheduler.internal.owner.OwnerLocks;
import dev.holdfast.backup.scheduler.internal.owner.Owners;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import dev.holdfast.backup.spi.LeaseService;
import dev.holdfast.backup.spi.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where schedules, history and the leases of several nodes are kept: a file in the state directory, or a PostgreSQL database that several nodes
 * share. Thread-safe.
 *
 * <p>Nothing is opened before it is needed: a host whose database is away can start, and be told by {@link #open()} or by whatever needs the
 * database.
 */
public final class SchedulerDatabase implements AutoCloseable {

    private final Builder settings;
    private final Path stateDirectory;
    private final DatabaseHistory history;
    private final Object lock = new Object();
    private @Nullable Connections connections;
    private @Nullable Database database;
    private @Nullable Presence presence;
    private boolean closed;

    private SchedulerDatabase(Builder settings, Path stateDirectory) {
        this.settings = settings;
        this.stateDirectory = stateDirectory;
        this.history = new DatabaseHistory(
                this::opened, new HistoryWriter(this::presence, stateDirectory, settings.clock, settings.historyBound));
    }

    /**
     * Tells whether a state directory has such a file, without making one.
     *
     * @param stateDirectory the state directory
     * @return whether {@link #sqlite} finds schedules and history there
     */
    public static boolean isIn(Path stateDirectory) {
        return Files.exists(stateDirectory.resolve(SqliteConnections.FILE));
    }

    /**
     * Begins with the default: an SQLite file, {@code history.db}, for the processes of one host. Not on a network file system.
     *
     * @param stateDirectory the state directory of the engine
     * @return a builder
     */
    public static Builder sqlite(Path stateDirectory) {
        return new Builder(false, (node, patience) -> SqliteConnections.in(stateDirectory, patience))
                .stateDirectory(stateDirectory);
    }

    /**
     * Begins with a PostgreSQL database, which several nodes may share; the tables are made in the first schema of the user's search path, and
     * their names begin with {@code holdfast_}.
     *
     * @param url the JDBC URL: {@code jdbc:postgresql://db/holdfast}
     * @param user the user's name
     * @param password the user's password
     * @return a builder, which needs a {@linkplain Builder#stateDirectory state directory}
     */
    public static Builder postgres(String url, String user, Secret password) {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        return new Builder(true, (node, patience) -> PostgresConnections.to(url, user, password, node, patience));
    }

    /**
     * Begins with a data source of the host's, which must be one of PostgreSQL. It is not closed by Holdfast; it should give at least two
     * connections at once, and a socket timeout, since nothing else ends a wait for a server that is cut off.
     *
     * @param dataSource the host's
     * @return a builder, which needs a {@linkplain Builder#stateDirectory state directory}
     */
    public static Builder of(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return new Builder(true, (node, patience) -> HostConnections.of(dataSource));
    }

    /**
     * Makes sure that the database is there, and brings its tables up to date; does nothing if that was done. Everything that needs the database
     * does this first.
     *
     * @throws ConfigurationException {@code HF-HIS-001} if the database does not answer, which may be tried again; {@code HF-HIS-002} if its
     *     tables cannot be brought up to date; {@code HF-HIS-003} if a later program has made them; {@code HF-HIS-005} if the host's data source
     *     is not one of PostgreSQL; {@code HF-HIS-006} if the file is damaged; {@code HF-HIS-007} if the server does not know the user, the
     *     password or the database; {@code HF-RUN-012} if the state directory cannot be written
     * @throws InterruptedException if this thread is interrupted while another process brings the tables up to date
     */
    public void open() throws InterruptedException {
        try {
            opened();
        } catch (ConfigurationException e) {
            Interruption.rethrow(e);
            throw e;
        }
    }

    /**
     * Returns the leases of nodes that share the database, for the engine's builder. With SQLite there are none: on one host the engine's own,
     * which are files, are better.
     *
     * @return the leases; the database is opened with the first, which fails with {@code HF-LEA-005} if that is away
     */
    public Optional<LeaseService> leases() {
        return settings.shared ? Optional.of(new LateLeases(this::presence)) : Optional.empty();
    }

    /**
     * Returns the history that is kept in the database, for the engine's builder and for who wants to look something up. What cannot be written
     * waits in the state directory until the database is back.
     *
     * @return the history; the database is opened when it is first used
     */
    public RunHistory history() {
        return history;
    }

    /** Enters this process among those that use the database, and keeps it alive there. */
    Presence presence() throws InterruptedException {
        synchronized (lock) {
            Database opened = opened();
            if (presence == null) {
                Owners owners = new Owners(
                        opened,
                        OwnerLocks.of(stateDirectory),
                        settings.nanoTime,
                        settings.nodeTimeout,
                        settings.role,
                        version());
                owners.register();
                presence = new Presence(opened, owners, new Heart(owners, settings.patience));
            }
            return presence;
        }
    }

    private static String version() {
        String version = SchedulerDatabase.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    /** Gives the database to what is built on it within the module. */
    Database opened() throws InterruptedException {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the database is closed");
            }
            if (database == null) {
                database = connect();
            }
            return database;
        }
    }

    private Database connect() throws InterruptedException {
        String node = node();
        if (connections == null) {
            connections = settings.opening.connections(node, settings.patience);
        }
        new Migrations(connections, stateDirectory, settings.patience).bringUpToDate();
        return new Database(connections, settings.clock, node, UUID.randomUUID().toString());
    }

    private String node() {
        try {
            PrivateFiles.createDirectories(stateDirectory);
            return settings.node != null ? settings.node : NodeName.keptIn(stateDirectory);
        } catch (IOException e) {
            throw DatabaseFaults.state(stateDirectory, e);
        }
    }

    /** Ends all that was begun on the database, and gives its connections back. Idempotent. */
    @Override
    public void close() {
        // Not under the lock: it has something to write, perhaps, and needs the database for that.
        history.close();
        synchronized (lock) {
            closed = true;
            if (presence != null) {
                presence.close();
                presence = null;
            }
            if (connections != null) {
                connections.close();
                connections = null;
            }
        }
    }

    @FunctionalInterface
    private interface Opening {

        Connections connections(String node, Duration patience);
    }

    /** Settles how the database is used. For one thread. */
    public static final class Builder {

        private final boolean shared;
        private final Opening opening;
        private @Nullable Path stateDirectory;
        private Clock clock = Clock.systemUTC();
        private @Nullable String node;
        private Duration patience = Duration.ofSeconds(10);
        private Duration nodeTimeout = Duration.ofMinutes(2);
        private String role = "host";
        private LongSupplier nanoTime = System::nanoTime;
        private HistoryBound historyBound = new HistoryBound(400, 1_000_000);

        private Builder(boolean shared, Opening opening) {
            this.shared = shared;
            this.opening = opening;
        }

        /**
         * Names the state directory of the engine: it keeps the node's name, what shows that this process lives, and history that could not be
         * written yet.
         *
         * @param directory the directory
         * @return this
         */
        public Builder stateDirectory(Path directory) {
            this.stateDirectory = directory.toAbsolutePath().normalize();
            return this;
        }

        /**
         * Sets the clock that tells when something happened; never used to wait.
         *
         * @param newClock the clock, the system's by default
         * @return this
         */
        public Builder clock(Clock newClock) {
            this.clock = Objects.requireNonNull(newClock, "newClock");
            return this;
        }

        /**
         * Names this node among those that share the database.
         *
         * @param name the name; by default one that is made up once and kept in the state directory
         * @return this
         */
        public Builder node(String name) {
            this.node = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets how long anything waits for a connection, or for another process that has the database.
         *
         * @param newPatience how long, ten seconds by default
         * @return this
         */
        public Builder patience(Duration newPatience) {
            this.patience = Objects.requireNonNull(newPatience, "newPatience");
            return this;
        }

        /**
         * Sets how long a node may be silent before the others take it for dead; the same on all nodes.
         *
         * @param newTimeout how long, five seconds to an hour; two minutes by default
         * @return this
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder nodeTimeout(Duration newTimeout) {
            if (newTimeout.compareTo(Duration.ofSeconds(5)) < 0 || newTimeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("node timeout " + newTimeout + " is not within 5 s and 1 h");
            }
            this.nodeTimeout = newTimeout;
            return this;
        }

        /**
         * Sets how much history is kept; what is older is forgotten now and then, runs under way excepted.
         *
         * @param days runs of so many days, at least one; 400 by default
         * @param runs and so many runs, at least one; a million by default
         * @return this
         * @throws IllegalArgumentException if one of them is below one
         */
        public Builder historyBound(int days, long runs) {
            this.historyBound = new HistoryBound(days, runs);
            return this;
        }

        /**
         * Says what this process is among those that use the database, for people.
         *
         * @param newRole one word: {@code serve}, {@code command}; {@code host} by default
         * @return this
         */
        public Builder role(String newRole) {
            this.role = Objects.requireNonNull(newRole, "newRole");
            return this;
        }

        /** Replaces monotonic time, for tests. */
        Builder nanoTime(LongSupplier newNanoTime) {
            this.nanoTime = newNanoTime;
            return this;
        }

        /**
         * Makes it; opens nothing yet.
         *
         * @return the database, closed by the caller
         */
        public SchedulerDatabase build() {
            if (stateDirectory == null) {
                throw new IllegalStateException("the state directory is not named");
            }
            return new SchedulerDatabase(this, stateDirectory);
        }
    }
}
