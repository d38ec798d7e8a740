package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyTest {

    private static LocalPostgres server;
    private static String database;

    @BeforeAll
    static void makeADatabase() {
        server = LocalPostgres.shared();
        database = server.createDatabase();
        server.sql(
                database,
                "CREATE TABLE a (v text)",
                "INSERT INTO a SELECT repeat(md5(i::text), 10) FROM generate_series(1, 5000) i",
                "CREATE TABLE b (v int)",
                "INSERT INTO b SELECT generate_series(1, 100)");
    }

    private static PostgresTarget target(DumpFormat format) {
        return server.target("orders", database).format(format);
    }

    private static void verify(MemoryBackup backup) throws Exception {
        try (TestRunContext context = new TestRunContext().pool(2)) {
            try {
                new PostgresTargetProvider().verify(backup.reader(), context);
            } finally {
                assertThat(context.open()).isEmpty();
            }
        }
    }

    private static String code(MemoryBackup backup) {
        Throwable thrown = catchThrowable(() -> verify(backup));
        assertThat(thrown).isInstanceOf(IntegrityException.class);
        return ((BackupException) thrown).code();
    }

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void a_good_backup_of_every_format_is_proven_without_its_server(DumpFormat format) throws Exception {
        try (Captured captured = Captured.of(target(format))) {
            verify(captured.backup);
        }
    }

    @Test
    void a_dump_that_lacks_its_end_does_not_decode_although_its_table_of_contents_is_whole() throws Exception {
        try (Captured captured = Captured.of(target(DumpFormat.CUSTOM));
                MemoryBackup cut = changed(
                        captured.backup,
                        (suffix, bytes) ->
                                suffix.equals("dump") ? Arrays.copyOf(bytes, bytes.length * 9 / 10) : bytes)) {
            assertThat(code(cut)).isEqualTo("HF-PG-070");
        }
    }

    @Test
    void a_dump_that_is_not_the_one_the_evidence_is_of_is_found() throws Exception {
        try (Captured captured = Captured.of(target(DumpFormat.CUSTOM));
                Captured other = Captured.of(target(DumpFormat.CUSTOM).excludeTables("b"));
                MemoryBackup mixed = changed(
                        captured.backup,
                        (suffix, bytes) -> suffix.equals("dump") ? other.backup.bytes("dump") : bytes)) {
            assertThat(code(mixed)).isEqualTo("HF-PG-071");
        }
    }

    @Test
    void a_plain_dump_and_roles_without_their_last_line_are_found() throws Exception {
        for (String which : new String[] {"sql", "globals.sql"}) {
            try (Captured captured = Captured.of(target(DumpFormat.PLAIN));
                    MemoryBackup cut = changed(
                            captured.backup,
                            (suffix, bytes) ->
                                    suffix.equals(which) ? Arrays.copyOf(bytes, bytes.length - 200) : bytes)) {
                assertThat(code(cut)).as(which).isEqualTo("HF-PG-072");
            }
        }
    }

    @Test
    void evidence_that_cannot_be_read_is_found() throws Exception {
        for (String which : new String[] {"rows.jsonl", "database.json", "contents.jsonl"}) {
            try (Captured captured = Captured.of(target(DumpFormat.CUSTOM));
                    MemoryBackup odd = changed(
                            captured.backup,
                            (suffix, bytes) -> suffix.equals(which) ? "{\"odd\":[1,2]}".getBytes("UTF-8") : bytes)) {
                assertThat(code(odd)).as(which).isEqualTo("HF-PG-073");
            }
        }
    }

    @Test
    void a_flipped_bit_in_the_rows_is_found_by_the_digests_of_the_backup() throws Exception {
        try (Captured captured = Captured.of(target(DumpFormat.CUSTOM))) {
            captured.backup.flipBit("dump", 8L * (captured.backup.bytes("dump").length - 3000));
            assertThat(catchThrowable(() -> verify(captured.backup))).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void a_file_of_another_name_in_a_directory_dump_is_found() throws Exception {
        try (Captured captured = Captured.of(target(DumpFormat.DIRECTORY));
                MemoryBackup odd = new MemoryBackup(target(DumpFormat.DIRECTORY).id(), new TarArchiver())) {
            captured.backup.facts().forEach(odd.sink()::fact);
            try (ArchiveReader in = captured.backup.reader().archive("");
                    ArchiveWriter out = odd.sink().archive("")) {
                for (Optional<ArchiveEntry> next = in.next(); next.isPresent(); next = in.next()) {
                    byte[] content = in.content().readAllBytes();
                    out.add(next.get(), () -> new ByteArrayInputStream(content));
                }
                byte[] hostile = {1};
                out.add(
                        ArchiveEntry.file("../../evil", 1, java.time.Instant.EPOCH),
                        () -> new ByteArrayInputStream(hostile));
                out.finish();
            }
            assertThat(catchThrowable(() -> verify(odd))).isInstanceOf(IntegrityException.class);
        }
    }

    private interface Change {
        byte[] of(String suffix, byte[] bytes) throws Exception;
    }

    /** The same backup with other bytes, whose digests are right all the same. */
    private static MemoryBackup changed(MemoryBackup from, Change change) throws Exception {
        MemoryBackup to = new MemoryBackup(from.manifest().target(), new TarArchiver());
        for (var artifact : from.manifest().artifacts()) {
            String suffix = artifact.suffix();
            boolean evidence = artifact.role() == dev.holdfast.backup.ArtifactRole.EVIDENCE;
            try (OutputStream out =
                    evidence ? to.sink().evidence(suffix) : to.sink().artifact(suffix)) {
                out.write(change.of(suffix, from.bytes(suffix)));
            }
        }
        from.facts().forEach(to.sink()::fact);
        return to;
    }
}
