/** SQLite databases as a target. */
module dev.holdfast.backup.sqlite {
    requires transitive dev.holdfast.backup.api;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports dev.holdfast.backup.sqlite;

    provides dev.holdfast.backup.spi.TargetProvider with
            dev.holdfast.backup.sqlite.SqliteTargetProvider;
}
