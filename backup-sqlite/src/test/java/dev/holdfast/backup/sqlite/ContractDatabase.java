package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small database for the contracts of targets, with a change to it, damage, and a look at what lies beside it. */
final class ContractDatabase {

    private ContractDatabase() {}

    static TargetUnderTest in(Path world, SqliteFormat format, boolean wal) throws Exception {
        Path file = Databases.small(Files.createDirectories(world).resolve("skills.db"));
        if (wal) {
            Databases.text(file, "PRAGMA journal_mode=WAL");
        }
        return TargetUnderTest.of(
                        SqliteTarget.named("skills").path(file).format(format),
                        () -> Databases.run(
                                file,
                                "INSERT INTO skill(name) VALUES ('added')",
                                "UPDATE skill SET level = 9 WHERE id = 1",
                                "DELETE FROM tag WHERE skill = 2",
                                "CREATE TABLE since(x)"))
                .damagedBy(() -> damage(file))
                .leftoversIn(() -> Databases.beside(file))
                .comparedBy(ContractDatabase::words);
    }

    /** A database with equal content, whose header counts its changes. */
    private static SortedMap<String, String> words(MemoryBackup backup) {
        SortedMap<String, String> words = new TreeMap<>();
        for (String suffix : List.of("db", "sql")) {
            if (backup.suffixes().contains(suffix)) {
                byte[] bytes = backup.bytes(suffix).clone();
                if (suffix.equals("db")) {
                    // The number of changes, that of the schema, and for which change the version of the library is
                    // (SQLite, "Database
                    // File Format", 1.3).
                    Arrays.fill(bytes, 24, 28, (byte) 0);
                    Arrays.fill(bytes, 40, 44, (byte) 0);
                    Arrays.fill(bytes, 92, 100, (byte) 0);
                }
                words.put(suffix, bytes.length + " bytes of hash " + Integer.toHexString(Arrays.hashCode(bytes)));
            }
        }
        return words;
    }

    /** Overwrites a page that rows are in. */
    private static void damage(Path file) throws Exception {
        long page = Databases.number(file, "SELECT rootpage FROM sqlite_schema WHERE name = 'skill'");
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek((page - 1) * 4096);
            raw.write(Databases.filled(4096, 0x5a));
        }
    }
}
