package dev.holdfast.backup.postgres;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.postgres.internal.PostgresBackupTarget;
import dev.holdfast.backup.postgres.internal.PostgresGroup;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Protects a PostgreSQL database, or all databases of a server. Immutable and thread-safe: every method returns a new definition.
 *
 * <pre>{@code
 * PostgresTarget.named("orders").url("jdbc:postgresql://127.0.0.1:5432/orders").user("app").password(secret)
 * }</pre>
 *
 * <p>The dump is made by the server's own {@code pg_dump}, which has to be installed in a version that is not older than the server; the driver
 * is used for looks before, beside and behind it. All rows of a dump, and the rows that are counted as evidence, are of one moment.
 *
 * <p><b>Patterns</b> of schemas and tables are those of {@code pg_dump}: {@code *} and {@code ?} as in file names, {@code schema.table}, double
 * quotes around names with capitals. A table without a schema is one that the user sees without naming the schema.
 *
 * <p>The password is given to tools in a file that only this user may read, never as an argument or a variable.
 */
public final class PostgresTarget implements TargetDefinition {

    static final String TYPE = "postgres";

    private final TargetId id;
    private final Settings settings;
    private final @Nullable DataSource source;

    private PostgresTarget(TargetId id, Settings settings, @Nullable DataSource source) {
        this.id = id;
        this.settings = settings;
        this.source = source;
    }

    /**
     * Begins a definition; where the database is must follow.
     *
     * @param name the target's name
     * @return a definition of the database with the user's name on this machine
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static PostgresTarget named(String name) {
        return new PostgresTarget(new TargetId(TYPE, name), Settings.none(), null);
    }

    static PostgresTarget of(String name, Settings settings) {
        PostgresTarget target = new PostgresTarget(new TargetId(TYPE, name), settings, null);
        TargetSettings.of(settings);
        return target;
    }

    /**
     * Says where the database is.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, or the form that the tools take; without a password
     * @return a copy
     */
    public PostgresTarget url(String url) {
        return with("url", url);
    }

    /**
     * Says on which machine the server is, if there is no URL.
     *
     * @param host a name or address; by default this machine
     * @return a copy
     */
    public PostgresTarget host(String host) {
        return with("host", host);
    }

    /**
     * Says on which port the server listens, if there is no URL.
     *
     * @param port the port; 5432 by default
     * @return a copy
     */
    public PostgresTarget port(int port) {
        return with("port", port);
    }

    /**
     * Says which database, if there is no URL or another than the URL's.
     *
     * @param database its name as the server knows it
     * @return a copy
     */
    public PostgresTarget database(String database) {
        return with("database", database);
    }

    /**
     * Says whom to log in as.
     *
     * @param user the role
     * @return a copy
     */
    public PostgresTarget user(String user) {
        return with("user", user);
    }

    /**
     * Gives the password.
     *
     * @param password the password
     * @return a copy
     */
    public PostgresTarget password(Secret password) {
        return with("password", password);
    }

    /**
     * Says where the password is.
     *
     * @param file in the form of {@code ~/.pgpass}
     * @return a copy
     */
    public PostgresTarget passfile(Path file) {
        return with("passfile", file);
    }

    /**
     * Takes the connection from a service file.
     *
     * @param service the service's name
     * @return a copy
     */
    public PostgresTarget service(String service) {
        return with("service", service);
    }

    /**
     * Says how the connection is protected.
     *
     * @param mode {@code disable}, {@code allow}, {@code prefer}, {@code require}, {@code verify-ca}, {@code verify-full}
     * @return a copy
     */
    public PostgresTarget sslmode(String mode) {
        return with("sslmode", mode);
    }

    /**
     * Takes the connections for checks from the host; backups still log in themselves, with user and password of this definition, to the
     * place of the host's connections if this definition names none.
     *
     * @param dataSource the host's; never closed by the target
     * @return a copy
     */
    public PostgresTarget dataSource(DataSource dataSource) {
        return new PostgresTarget(id, settings, Objects.requireNonNull(dataSource, "dataSource"));
    }

    /**
     * Chooses the form of the dump.
     *
     * @param format the form; by default {@link DumpFormat#CUSTOM}
     * @return a copy
     */
    public PostgresTarget format(DumpFormat format) {
        return with("format", format.word());
    }

    /**
     * Lets several jobs dump at once; with {@link DumpFormat#DIRECTORY} only.
     *
     * @param jobs how many, 1 or more
     * @return a copy
     */
    public PostgresTarget jobs(int jobs) {
        return with("jobs", jobs);
    }

    /**
     * Dumps only schemas that match.
     *
     * @param patterns patterns as the class describes them
     * @return a copy
     */
    public PostgresTarget includeSchemas(String... patterns) {
        return more("include-schemas", patterns);
    }

    /**
     * Leaves out schemas that match.
     *
     * @param patterns patterns as the class describes them
     * @return a copy
     */
    public PostgresTarget excludeSchemas(String... patterns) {
        return more("exclude-schemas", patterns);
    }

    /**
     * Dumps only tables that match, in whatever schema.
     *
     * @param patterns patterns as the class describes them
     * @return a copy
     */
    public PostgresTarget includeTables(String... patterns) {
        return more("include-tables", patterns);
    }

    /**
     * Leaves out tables that match.
     *
     * @param patterns patterns as the class describes them
     * @return a copy
     */
    public PostgresTarget excludeTables(String... patterns) {
        return more("exclude-tables", patterns);
    }

    /**
     * Leaves out the rows of tables that match; the tables themselves are dumped.
     *
     * @param patterns patterns as the class describes them
     * @return a copy
     */
    public PostgresTarget excludeData(String... patterns) {
        return more("exclude-data", patterns);
    }

    /**
     * Says whether roles and tablespaces are kept beside the dump.
     *
     * @param globals whether; by default {@link Globals#AUTO}
     * @return a copy
     */
    public PostgresTarget globals(Globals globals) {
        return with("globals", globals.word());
    }

    /**
     * Bounds how long the dump waits for each locked table.
     *
     * @param timeout how long; five minutes by default
     * @return a copy
     */
    public PostgresTarget lockTimeout(Duration timeout) {
        return with("lock-timeout", timeout);
    }

    /**
     * Says which tools to use.
     *
     * @param where a directory with the tools, or {@code docker:NAME} for those inside the database's own container; {@code auto} by default
     * @return a copy
     */
    public PostgresTarget client(String where) {
        return with("client", where);
    }

    /**
     * Says which rows to count while dumping.
     *
     * @param rows which; by default {@link CountRows#ALL}
     * @return a copy
     */
    public PostgresTarget countRows(CountRows rows) {
        return with("count-rows", rows.word());
    }

    /**
     * Bounds how much is read to count rows.
     *
     * @param bytes the size of all tables whose rows are counted; the largest that do not fit are estimated. 20 GiB by default
     * @return a copy
     */
    public PostgresTarget countLimit(long bytes) {
        return with("count-limit", bytes);
    }

    /**
     * Gives {@code pg_dump} further arguments.
     *
     * @param arguments long options with their values, {@code --no-comments}; those that would break the backup are refused
     * @return a copy
     */
    public PostgresTarget extraArguments(String... arguments) {
        return more("extra-arguments", arguments);
    }

    /**
     * Protects all databases of the server, each as a target of its own, {@code NAME-DATABASE}; those that nobody may connect to and
     * templates are left out.
     *
     * <p>In the target's name, the letters {@code a} to {@code z} and digits of the database's name stand for themselves; an underscore before
     * one of them is a hyphen; each byte of any other character is {@code --} and two hexadecimal digits. What gets longer than 100
     * characters ends with {@code --z} and a digest instead.
     *
     * @return a copy
     */
    public PostgresTarget allDatabases() {
        return with("databases", "all");
    }

    /**
     * Leaves out databases, where all are protected.
     *
     * @param names names as the server knows them; {@code *} and {@code ?} as in file names
     * @return a copy
     */
    public PostgresTarget excludeDatabases(String... names) {
        return more("exclude-databases", names);
    }

    private PostgresTarget with(String name, Object value) {
        return new PostgresTarget(id, settings.with(name, value), source);
    }

    private PostgresTarget more(String name, String... values) {
        List<String> all = new ArrayList<>(settings.texts(name));
        all.addAll(List.of(values));
        return with(name, all);
    }

    @Override
    public TargetId id() {
        return id;
    }

    /** {@return whether it is all databases of a server} */
    @Override
    public boolean isGroup() {
        return settings.text("databases").orElse("one").equals("all");
    }

    @Override
    public Settings settings() {
        return settings;
    }

    /**
     * Opens the target; connects to nothing.
     *
     * @throws ConfigurationException {@code HF-PG-001} to {@code HF-PG-005} if the settings do not fit together
     */
    @Override
    public BackupTarget open() {
        TargetSettings read = TargetSettings.of(settings);
        return read.allDatabases()
                ? new PostgresGroup(id, settings, read, PostgresTarget::of)
                : new PostgresBackupTarget(id, settings, read, source);
    }

    /** Two definitions are equal if they have the same name, the same settings and the same source; secrets count by what they refer to. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PostgresTarget that
                && id.equals(that.id)
                && Objects.equals(source, that.source)
                && meaning().equals(that.meaning());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, meaning());
    }

    private Map<String, Object> meaning() {
        Map<String, Object> meaning = new LinkedHashMap<>(settings.asMap());
        meaning.replaceAll((name, value) -> value instanceof Secret secret
                ? secret.reference().<Object>map(text -> text).orElse(secret)
                : value);
        return meaning;
    }

    /** {@return the identity and where the database is; no secret} */
    @Override
    public String toString() {
        return id + " "
                + settings.text("url").or(() -> settings.text("database")).orElse("");
    }
}
