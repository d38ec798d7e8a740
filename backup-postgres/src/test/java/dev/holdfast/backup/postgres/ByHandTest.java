package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that a backup carries bring it back without us. */
class ByHandTest {

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void a_database_comes_back_by_the_commands_that_its_backup_carries(DumpFormat format, @TempDir Path directory)
            throws Exception {
        LocalPostgres server = LocalPostgres.shared();
        String database = "by hand's " + format.word();
        server.createDatabase(database);
        server.sql(
                database,
                "CREATE TABLE t (id serial PRIMARY KEY, v text)",
                "INSERT INTO t (v) SELECT md5(i::text) FROM generate_series(1, 500) i");
        String before = server.dump(database);
        try (Captured captured = Captured.of(server.target("orders", database).format(format))) {
            Path dump = directory.resolve("dump");
            if (format == DumpFormat.DIRECTORY) {
                Files.createDirectory(dump);
                try (ArchiveReader archive = captured.backup.reader().archive("")) {
                    for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                        Files.copy(
                                archive.content(),
                                dump.resolve(next.get().name().value()));
                    }
                }
            } else {
                Files.write(dump, captured.backup.bytes(format == DumpFormat.CUSTOM ? "dump" : "sql"));
            }
            Path globals = directory.resolve("globals.sql");
            Files.write(globals, captured.backup.bytes("globals.sql"));
            server.sql("postgres", "DROP DATABASE \"" + database + "\"");
            Matcher block = Pattern.compile("```sh\\n(.*?)\\n```", Pattern.DOTALL)
                    .matcher(captured.backup.facts().get("restore-by-hand"));
            assertThat(block.find()).isTrue();
            String commands = block.group(1).replace(" DUMP", " " + dump).replace(" GLOBALS", " " + globals);
            ProcessBuilder shell = new ProcessBuilder("bash", "-euc", commands).redirectErrorStream(true);
            shell.redirectOutput(directory.resolve("said").toFile());
            shell.environment().put("PGHOST", "127.0.0.1");
            shell.environment().put("PGPORT", Integer.toString(server.port()));
            shell.environment().put("PGUSER", LocalPostgres.SUPERUSER);
            shell.environment().put("PGPASSWORD", LocalPostgres.PASSWORD);
            shell.environment().put("PATH", server.bin() + ":" + System.getenv("PATH"));
            Process process = shell.start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(directory.resolve("said")))
                    .isZero();
        }
        assertThat(server.dump(database)).isEqualTo(before);
    }
}
