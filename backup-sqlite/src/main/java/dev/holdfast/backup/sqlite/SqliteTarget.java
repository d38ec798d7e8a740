package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.sqlite.internal.Configuration;
import dev.holdfast.backup.sqlite.internal.SqliteBackupTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Protects one SQLite database. Immutable and thread-safe: every method returns a new definition.
 *
 * <pre>{@code
 * SqliteTarget.named("skills").path(Path.of("/srv/skills.db")).requireTables("skills", "tags")
 * }</pre>
 *
 * <p>A capture copies the database into scratch under one read transaction, with what its write-ahead log holds; programs may go on using the
 * database meanwhile. The copy is checked, and only a copy without faults becomes a backup. No process but SQLite itself reads the live file, as
 * on POSIX systems another reader in the same process would take SQLite's locks away; a host that uses SQLite itself should use the same driver.
 */
public final class SqliteTarget implements TargetDefinition {

    static final String TYPE = "sqlite";

    static final String PATH = "path";
    static final String FORMAT = "format";
    static final String REQUIRE_TABLES = "require-tables";
    static final String CHECK = "check";
    static final String CHECK_FOREIGN_KEYS = "check-foreign-keys";
    static final String LOCK_TIMEOUT = "lock-timeout";

    private static final Duration LOCK_TIMEOUT_DEFAULT = Duration.ofSeconds(60);

    private final TargetId id;
    private final Settings settings;

    private SqliteTarget(TargetId id, Settings settings) {
        this.id = id;
        this.settings = settings;
    }

    /**
     * Begins a definition; {@link #path} must follow.
     *
     * @param name the target's name
     * @return a definition without a path
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static SqliteTarget named(String name) {
        return new SqliteTarget(new TargetId(TYPE, name), Settings.none());
    }

    static SqliteTarget of(String name, Settings settings) {
        SqliteTarget target = new SqliteTarget(new TargetId(TYPE, name), settings);
        target.configuration();
        return target;
    }

    /**
     * Names the database.
     *
     * @param file the database file; a relative one is of the working directory
     * @return a copy
     */
    public SqliteTarget path(Path file) {
        return new SqliteTarget(id, settings.with(PATH, file.toString()));
    }

    /**
     * Chooses the form in which the database is kept.
     *
     * @param format the form; by default {@link SqliteFormat#COPY}
     * @return a copy
     */
    public SqliteTarget format(SqliteFormat format) {
        return new SqliteTarget(id, settings.with(FORMAT, format.word()));
    }

    /**
     * Names tables or views without which a database is not worth a backup, so that an empty database in the wrong place is found out.
     *
     * @param names their names; upper and lower case are the same, as in SQLite
     * @return a copy
     */
    public SqliteTarget requireTables(String... names) {
        List<String> all = new ArrayList<>(settings.texts(REQUIRE_TABLES));
        all.addAll(Arrays.asList(names));
        return new SqliteTarget(id, settings.with(REQUIRE_TABLES, all));
    }

    /**
     * Chooses how thoroughly the copy is checked.
     *
     * @param check how; by default {@link SqliteCheck#QUICK}
     * @return a copy
     */
    public SqliteTarget check(SqliteCheck check) {
        return new SqliteTarget(id, settings.with(CHECK, check.word()));
    }

    /**
     * Checks foreign keys as well; rows that break one make the backup degraded, and are listed by table.
     *
     * @param check whether to; by default not
     * @return a copy
     */
    public SqliteTarget checkForeignKeys(boolean check) {
        return new SqliteTarget(id, settings.with(CHECK_FOREIGN_KEYS, check));
    }

    /**
     * Bounds the time to wait for a lock that another program holds.
     *
     * @param time how long; by default 60 seconds
     * @return a copy
     */
    public SqliteTarget lockTimeout(Duration time) {
        return new SqliteTarget(id, settings.with(LOCK_TIMEOUT, time));
    }

    @Override
    public TargetId id() {
        return id;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    /**
     * Opens the target; the database itself is opened by the acts.
     *
     * @throws ConfigurationException {@code HF-SQL-001} if there is no path
     */
    @Override
    public BackupTarget open() {
        return new SqliteBackupTarget(id, settings, configuration());
    }

    private Configuration configuration() {
        Path path = settings.path(PATH)
                .orElseThrow(() -> new ConfigurationException(
                        Failure.of("HF-SQL-001", "target " + id.name() + " names no database file")
                                .hint("Give the database file as path.")
                                .with("target", id.name())));
        return new Configuration(
                path.toAbsolutePath().normalize(),
                choice(FORMAT, SqliteFormat.COPY.word(), SqliteFormat.SQL.word())
                        .equals(SqliteFormat.SQL.word()),
                settings.texts(REQUIRE_TABLES),
                choice(CHECK, SqliteCheck.QUICK.word(), SqliteCheck.FULL.word()).equals(SqliteCheck.FULL.word()),
                settings.flag(CHECK_FOREIGN_KEYS, false),
                settings.duration(LOCK_TIMEOUT).orElse(LOCK_TIMEOUT_DEFAULT));
    }

    private String choice(String setting, String byDefault, String other) {
        String word = settings.text(setting).orElse(byDefault);
        if (!word.equals(byDefault) && !word.equals(other)) {
            throw new ConfigurationException(
                    Failure.of("HF-CFG-010", "setting " + setting + " is not " + byDefault + " or " + other)
                            .with("setting", setting));
        }
        return word;
    }

    /** {@return the values of all settings with their defaults, for comparison} */
    private Map<String, Object> meaning() {
        Map<String, Object> meaning = new LinkedHashMap<>();
        meaning.put(PATH, settings.text(PATH).orElse(""));
        meaning.put(FORMAT, settings.text(FORMAT).orElse(SqliteFormat.COPY.word()));
        meaning.put(REQUIRE_TABLES, settings.texts(REQUIRE_TABLES));
        meaning.put(CHECK, settings.text(CHECK).orElse(SqliteCheck.QUICK.word()));
        meaning.put(CHECK_FOREIGN_KEYS, settings.flag(CHECK_FOREIGN_KEYS, false));
        meaning.put(LOCK_TIMEOUT, settings.duration(LOCK_TIMEOUT).orElse(LOCK_TIMEOUT_DEFAULT));
        return meaning;
    }

    /** Two definitions are equal if they have the same name and capture the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SqliteTarget that
                && id.equals(that.id)
                && meaning().equals(that.meaning());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, meaning());
    }

    /** {@return the identity and the path} */
    @Override
    public String toString() {
        return id + " " + settings.text(PATH).orElse("");
    }
}
