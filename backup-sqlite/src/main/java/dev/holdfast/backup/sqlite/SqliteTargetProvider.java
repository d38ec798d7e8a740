package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import dev.holdfast.backup.sqlite.internal.Configuration;
import dev.holdfast.backup.sqlite.internal.SqliteBackupTarget;
import java.util.List;

/** Makes {@link SqliteTarget}s from configurations: the type {@code sqlite}. */
public final class SqliteTargetProvider implements TargetProvider {

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(SqliteTarget.PATH, SettingType.PATH, "The database file."),
            Setting.choice(
                    SqliteTarget.FORMAT,
                    List.of(SqliteFormat.COPY.word(), SqliteFormat.SQL.word()),
                    SqliteFormat.COPY.word(),
                    "Whether to keep a copy of the file, or SQL text that the sqlite3 command loads."),
            Setting.optional(
                    SqliteTarget.REQUIRE_TABLES,
                    SettingType.TEXTS,
                    "Tables or views that must be there; without one of them there is no backup."),
            Setting.choice(
                    SqliteTarget.CHECK,
                    List.of(SqliteCheck.QUICK.word(), SqliteCheck.FULL.word()),
                    SqliteCheck.QUICK.word(),
                    "Whether the copy is checked by quick_check, or by the slower integrity_check."),
            Setting.optional(
                            SqliteTarget.CHECK_FOREIGN_KEYS,
                            SettingType.FLAG,
                            "Whether to look for rows that break a foreign key.")
                    .byDefault("false"),
            Setting.optional(
                            SqliteTarget.LOCK_TIMEOUT,
                            SettingType.DURATION,
                            "How long to wait for a lock that another program holds.")
                    .byDefault("60s"));

    /** Makes the provider. */
    public SqliteTargetProvider() {}

    @Override
    public String type() {
        return SqliteTarget.TYPE;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public TargetDefinition create(String name, Settings settings) {
        return SqliteTarget.of(name, settings);
    }

    @Override
    public TargetDefinition forRestore(String name) {
        TargetId id = new TargetId(SqliteTarget.TYPE, name);
        return TargetDefinition.of(id, () -> new SqliteBackupTarget(id, Settings.none(), Configuration.forRestore()));
    }

    @Override
    public void verify(BackupReader from, RunContext context) throws Exception {
        SqliteBackupTarget.verify(from, context);
    }
}
