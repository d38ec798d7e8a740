package dev.holdfast.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Digest;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryIndexTest {

    private static final Digest DIGEST = Digest.parse("crc32c:e3069283");

    private static byte[] write(List<IndexedEntry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EntryIndexWriter writer = new EntryIndexWriter(bytes)) {
            for (IndexedEntry entry : entries) {
                writer.add(entry);
            }
            assertThat(writer.entries()).isEqualTo(entries.size());
        }
        return bytes.toByteArray();
    }

    private static List<IndexedEntry> read(byte[] index) throws IOException {
        List<IndexedEntry> entries = new ArrayList<>();
        try (EntryIndexReader reader = new EntryIndexReader(new ByteArrayInputStream(index))) {
            for (Optional<IndexedEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }

    private static List<IndexedEntry> sample() {
        return List.of(
                new IndexedEntry(new EntryName("etc"), EntryKind.DIRECTORY, 0, null),
                new IndexedEntry(new EntryName("etc/größe 😀\n\t\"x\""), EntryKind.FILE, 9_999_999_999L, DIGEST),
                new IndexedEntry(
                        EntryName.ofBytes(new byte[] {'a', (byte) 0xFF, (byte) 0xC3, '/', (byte) 0x80}),
                        EntryKind.SPARSE_FILE,
                        1,
                        Digest.parse("sha256:" + "ab".repeat(32))),
                new IndexedEntry(new EntryName("../../x"), EntryKind.SYMBOLIC_LINK, 0, null));
    }

    @Test
    void entries_are_read_back_in_order_whatever_bytes_their_names_have() throws Exception {
        assertThat(read(write(sample()))).isEqualTo(sample());
    }

    @Test
    void an_archive_without_entries_has_an_empty_index() throws Exception {
        assertThat(write(List.of())).isEmpty();
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void each_line_is_one_entry() throws Exception {
        String text = new String(write(sample()), StandardCharsets.US_ASCII);
        assertThat(text.lines()).hasSize(4).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(text).endsWith("}\n");
    }

    @Test
    void members_that_are_not_known_are_passed_over() throws Exception {
        String line = "{\"later\":{\"a\":[1]},\"name\":\"x\",\"kind\":\"file\",\"size\":3,\"more\":null}\n";
        assertThat(read(line.getBytes(StandardCharsets.US_ASCII)))
                .containsExactly(new IndexedEntry(new EntryName("x"), EntryKind.FILE, 3, null));
    }

    @Test
    void a_damaged_index_is_refused_and_nothing_else_is_thrown() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] index = write(sample());
        for (int i = 0; i < 2000; i++) {
            byte[] flipped = index.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                read(flipped);
            } catch (IllegalArgumentException expected) {
                // What the reader's contract names.
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(flipped, StandardCharsets.UTF_8), e);
            }
        }
    }
}
