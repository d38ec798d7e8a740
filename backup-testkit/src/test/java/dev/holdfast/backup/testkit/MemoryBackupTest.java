package dev.holdfast.backup.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryBackupTest {

    private final MemoryBackup backup = new MemoryBackup(new TargetId("note", "only"), new MemoryArchiver());
    private final BackupSink sink = backup.sink();

    @AfterEach
    void remove() {
        backup.close();
    }

    private void writeArchive(String suffix, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        try (ArchiveWriter archive = sink.archive(suffix)) {
            archive.add(ArchiveEntry.file("entry", bytes.length, Instant.EPOCH), () -> new ByteArrayInputStream(bytes));
            archive.finish();
        }
    }

    @Test
    void artifacts_evidence_archives_and_facts_are_read_back() throws Exception {
        try (OutputStream out = sink.artifact("dump")) {
            out.write("data".getBytes(UTF_8));
        }
        try (OutputStream out = sink.evidence("rows.json")) {
            out.write('1');
        }
        writeArchive("", "content");
        sink.fact("version", "3");
        BackupReader reader = backup.reader();
        try (InputStream in = reader.artifact("dump")) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("data");
        }
        try (ArchiveReader archive = reader.archive("")) {
            assertThat(archive.next().orElseThrow().name().value()).isEqualTo("entry");
            assertThat(archive.content().readAllBytes()).asString(UTF_8).isEqualTo("content");
            assertThat(archive.next()).isEmpty();
        }
        Path file = reader.materialize("dump");
        assertThat(file).hasContent("data");
        assertThat(reader.manifest().artifact("rows.json")).isPresent();
        assertThat(reader.manifest().artifact("memory").orElseThrow().entries()).hasValue(1);
        assertThat(reader.manifest().facts()).containsEntry("version", "3");
        assertThat(backup.suffixes()).containsExactly("dump", "rows.json", "");
        backup.close();
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void a_missing_artifact_is_an_integrity_failure() {
        assertThatThrownBy(() -> backup.reader().artifact("dump"))
                .isInstanceOfSatisfying(
                        IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-006"));
    }

    @Test
    void damage_is_found_at_the_end_of_a_stream() throws Exception {
        try (OutputStream out = sink.artifact("dump")) {
            out.write(new byte[1000]);
        }
        writeArchive("files", "x".repeat(500));
        backup.flipBit("dump", 4000);
        backup.flipBit("files", (backup.bytes("files").length - 100) * 8L);
        BackupReader reader = backup.reader();
        try (InputStream in = reader.artifact("dump")) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IntegrityException.class);
        }
        try (ArchiveReader archive = reader.archive("files")) {
            archive.next();
            assertThatThrownBy(() -> archive.content().readAllBytes())
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("entry entry is damaged");
        }
    }

    @Test
    void a_second_stream_while_one_is_open_is_a_violation() throws Exception {
        OutputStream first = sink.artifact("first");
        assertThatThrownBy(() -> sink.artifact("second")).isInstanceOf(IOException.class);
        assertThat(backup.violations())
                .containsExactly("TARGET-05 artifact \"second\" is begun while artifact \"first\" is open");
        assertThat(backup.open()).isEqualTo("artifact \"first\"");
        assertThatThrownBy(backup::reader).hasMessageContaining("artifact \"first\"");
        first.close();
    }

    @Test
    void names_and_facts_are_as_strict_as_the_engine() throws Exception {
        sink.artifact("dump").close();
        assertThatThrownBy(() -> sink.artifact("dump")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.artifact("a/b")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.fact("long", "x".repeat(70_000))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void an_archive_without_finish_is_not_complete() throws Exception {
        sink.archive("").close();
        assertThat(backup.incomplete()).containsExactly("archive \"\"");
        assertThat(backup.manifest().artifacts()).isEmpty();
    }

    @Test
    void a_full_store_fails_the_write_and_every_later_one() throws Exception {
        StoreException full = new StoreException(Failure.of("TEST-001", "full"));
        backup.failWrites(10, full);
        try (OutputStream out = sink.artifact("dump")) {
            out.write(new byte[10]);
            assertThatThrownBy(() -> out.write(1)).isSameAs(full);
            assertThatThrownBy(() -> out.write(1))
                    .isInstanceOf(StoreException.class)
                    .hasCause(full);
        }
    }
}
