package dev.holdfast.backup.postgres;

import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A database for the contracts, with what may be done to it; dumps are compared by the SQL that is in them, as each has its time in it. */
final class ContractDatabase {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private ContractDatabase() {}

    static TargetUnderTest make() {
        TestServer server = TestServer.shared();
        String database = server.fresh("contract_" + NUMBERS.incrementAndGet());
        server.sql(
                database,
                "CREATE TABLE items (id int PRIMARY KEY, name text)",
                "INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 50) i",
                "CREATE VIEW named AS SELECT name FROM items");
        return TargetUnderTest.of(
                        Worlds.target(server, database).globals(Globals.NO),
                        () -> server.sql(
                                database,
                                "UPDATE items SET name = name || ' changed'",
                                "DELETE FROM items WHERE id > 40"))
                .leftoversIn(() -> beside(server, database))
                .comparedBy(backup -> words(server, backup));
    }

    private static List<String> beside(TestServer server, String database) {
        return server.databases().stream()
                .filter(name -> name.startsWith(database + "_holdfast_"))
                .toList();
    }

    private static SortedMap<String, String> words(TestServer server, MemoryBackup backup) throws IOException {
        Path file = Files.createTempFile("holdfast-test-", ".dump");
        try {
            Files.write(file, backup.bytes("dump"));
            String text = server.tool("pg_restore", "", "-f", "-", file.toString());
            SortedMap<String, String> words = new TreeMap<>();
            words.put("sql", text.replaceAll("(?m)^\\\\(un)?restrict .*$", ""));
            return words;
        } finally {
            Files.delete(file);
        }
    }
}
