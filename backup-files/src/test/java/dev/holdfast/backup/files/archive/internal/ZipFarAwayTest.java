package dev.holdfast.backup.files.archive.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.ArchiveEntry;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Random;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipFarAwayTest {

    @TempDir
    Path directory;

    @Test
    void entries_behind_the_first_4_gib_are_found_again() throws Exception {
        long far = 5L << 30;
        Path file = directory.resolve("far.zip");
        ArchiveEntry entry = ArchiveEntry.file("x", 5, Instant.ofEpochSecond(1_700_000_000));
        // A hole stands for the entries before.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.position(far);
            try (ZipWriter writer = new ZipWriter(Channels.newOutputStream(channel), far, Long.MAX_VALUE)) {
                writer.add(entry, () -> new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
                writer.finish();
            }
        }
        assertThat(Files.size(file)).isGreaterThan(far);
        try (ZipReader reader = new ZipReader(file)) {
            assertThat(reader.next()).contains(entry);
            assertThat(reader.content().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("hello");
            assertThat(reader.next()).isEmpty();
        }
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            assertThat(zip.getInputStream(zip.getEntry("x")).readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("hello");
        }
    }

    @Test
    void files_with_64_bit_sizes_are_read_by_us_and_by_others() throws Exception {
        byte[] content = new byte[100_000];
        new Random(1).nextBytes(content);
        ArchiveEntry entry = ArchiveEntry.file("x", content.length, Instant.ofEpochSecond(1_700_000_000));
        ArchiveEntry small = ArchiveEntry.file("small", 3, Instant.ofEpochSecond(1_700_000_000));
        Path file = directory.resolve("large.zip");
        // The form depends on the size alone, so that a small file can stand for one of more than 4 GiB.
        try (OutputStream out = Files.newOutputStream(file);
                ZipWriter writer = new ZipWriter(out, 0, 100_000)) {
            writer.add(entry, () -> new ByteArrayInputStream(content));
            writer.add(small, () -> new ByteArrayInputStream(new byte[3]));
            writer.finish();
        }
        try (ZipReader reader = new ZipReader(file)) {
            assertThat(reader.next()).contains(entry);
            assertThat(reader.content().readAllBytes()).isEqualTo(content);
            assertThat(reader.next()).contains(small);
            assertThat(reader.next()).isEmpty();
        }
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            assertThat(zip.getEntry("x").getSize()).isEqualTo(content.length);
            assertThat(zip.getInputStream(zip.getEntry("x")).readAllBytes()).isEqualTo(content);
        }
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile())) {
            assertThat(zip.getInputStream(zip.getEntry("x")).readAllBytes()).isEqualTo(content);
            assertThat(zip.size()).isEqualTo(2);
        }
    }
}
