package dev.holdfast.backup.scheduler.internal.db;

import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import java.time.Clock;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** An open database, as its users within the module see it. Thread-safe. */
public final class Database {

    /** The name of db-scheduler's table. */
    public static final String TASK_TABLE = "holdfast_task";

    private final Connections connections;
    private final Jdbi writing;
    private final Jdbi reading;
    private final Jdbi beating;
    private final Clock clock;
    private final String node;
    private final String owner;

    /**
     * Makes it.
     *
     * @param connections to the database, whose tables are up to date
     * @param clock the host's
     * @param node this node's name
     * @param owner this process's id
     */
    public Database(Connections connections, Clock clock, String node, String owner) {
        this.connections = connections;
        this.writing = Jdbi.create(connections.writing());
        this.reading = Jdbi.create(connections.reading());
        this.beating = Jdbi.create(connections.beating());
        this.clock = clock;
        this.node = node;
        this.owner = owner;
    }

    /** {@return for what writes, or reads and then writes; with SQLite there is one connection, so never a handle within a handle} */
    public Jdbi writing() {
        return writing;
    }

    /** {@return for what only reads and must not wait for who writes} */
    public Jdbi reading() {
        return reading;
    }

    /** {@return for what must answer fast or fail} */
    public Jdbi beating() {
        return beating;
    }

    /** {@return where db-scheduler gets connections from} */
    public DataSource tasks() {
        return connections.writing();
    }

    /** {@return what db-scheduler needs to know of the database} */
    public JdbcCustomization taskCustomization() {
        return connections.dialect().tasks();
    }

    /** {@return which kind of database it is} */
    public Dialect dialect() {
        return connections.dialect();
    }

    /** {@return what people know it by; no credential} */
    public String place() {
        return connections.place();
    }

    /** {@return the host's clock} */
    public Clock clock() {
        return clock;
    }

    /** {@return this node's name} */
    public String node() {
        return node;
    }

    /** {@return the id of this process among all that use the database; random} */
    public String owner() {
        return owner;
    }
}
