package dev.holdfast.backup.postgres;

import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.postgres.internal.PostgresBackupTarget;
import dev.holdfast.backup.postgres.internal.PostgresVerify;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import java.util.Arrays;
import java.util.List;

/** Makes {@link PostgresTarget}s from configurations: the type {@code postgres}. */
public final class PostgresTargetProvider implements TargetProvider {

    private static final List<Setting> SETTINGS = List.of(
            Setting.optional(
                    "url",
                    SettingType.TEXT,
                    "Where the database is: jdbc:postgresql://HOST:PORT/DATABASE; without a password."),
            Setting.optional("host", SettingType.TEXT, "The server's name or address, if there is no url.")
                    .byDefault("localhost"),
            Setting.optional("port", SettingType.INTEGER, "The port the server listens on, if there is no url.")
                    .byDefault("5432"),
            Setting.optional(
                    "database", SettingType.TEXT, "The database, if there is no url or another than the url's."),
            Setting.optional("user", SettingType.TEXT, "The role to log in as."),
            Setting.optional("password", SettingType.TEXT, "The role's password.")
                    .asSecret(),
            Setting.optional("passfile", SettingType.PATH, "A file with the password, in the form of ~/.pgpass."),
            Setting.optional(
                    "service", SettingType.TEXT, "The name of a connection in the service file, instead of url."),
            Setting.optional(
                    "sslmode",
                    SettingType.TEXT,
                    "How the connection is protected: disable, allow, prefer, require, verify-ca or verify-full."),
            Setting.choice(
                    "format",
                    Arrays.stream(DumpFormat.values()).map(DumpFormat::word).toList(),
                    DumpFormat.CUSTOM.word(),
                    "The form of the dump: custom is one stream for pg_restore, plain is SQL for psql, directory is"
                            + " dumped by several jobs."),
            Setting.optional("jobs", SettingType.INTEGER, "How many jobs dump at once; with the format directory only.")
                    .byDefault("1"),
            Setting.optional("include-schemas", SettingType.TEXTS, "Patterns of the only schemas to dump."),
            Setting.optional("exclude-schemas", SettingType.TEXTS, "Patterns of schemas to leave out."),
            Setting.optional("include-tables", SettingType.TEXTS, "Patterns of the only tables to dump."),
            Setting.optional("exclude-tables", SettingType.TEXTS, "Patterns of tables to leave out."),
            Setting.optional(
                    "exclude-data", SettingType.TEXTS, "Patterns of tables that are dumped without their rows."),
            Setting.choice(
                    "globals",
                    Arrays.stream(Globals.values()).map(Globals::word).toList(),
                    Globals.AUTO.word(),
                    "Whether the server's roles and tablespaces are kept beside the dump."),
            Setting.optional(
                            "lock-timeout",
                            SettingType.DURATION,
                            "How long to wait for a table that others have locked.")
                    .byDefault("5m"),
            Setting.optional(
                            "client",
                            SettingType.TEXT,
                            "Which tools to use: auto, a directory, or docker:NAME for those inside the database's own"
                                    + " container.")
                    .byDefault("auto"),
            Setting.choice(
                    "count-rows",
                    Arrays.stream(CountRows.values()).map(CountRows::word).toList(),
                    CountRows.ALL.word(),
                    "Which rows to count, so that a restore can be proven complete."),
            Setting.optional(
                            "count-limit",
                            SettingType.SIZE,
                            "How much to read to count rows; the largest tables that do not fit are estimated.")
                    .byDefault("20GiB"),
            Setting.choice(
                    "databases",
                    List.of("one", "all"),
                    "one",
                    "Whether the target is one database, or each of the server becomes a target NAME-DATABASE."),
            Setting.optional(
                    "exclude-databases", SettingType.TEXTS, "Names of databases to leave out of all, with * and ?."),
            Setting.optional(
                    "extra-arguments", SettingType.TEXTS, "Further arguments for pg_dump, such as --no-comments."));

    /** Makes the provider. */
    public PostgresTargetProvider() {}

    @Override
    public String type() {
        return PostgresTarget.TYPE;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public TargetDefinition create(String name, Settings settings) {
        return PostgresTarget.of(name, settings);
    }

    /** A target without a database of its own: it restores to the place that a restore names. */
    @Override
    public TargetDefinition forRestore(String name) {
        TargetId id = new TargetId(PostgresTarget.TYPE, name);
        return TargetDefinition.of(id, () -> PostgresBackupTarget.forRestore(id));
    }

    @Override
    public void verify(BackupReader from, RunContext context) throws Exception {
        PostgresVerify.verify(from, context);
    }
}
