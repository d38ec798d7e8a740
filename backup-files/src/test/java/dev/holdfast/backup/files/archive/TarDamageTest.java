package dev.holdfast.backup.files.archive;

import static dev.holdfast.backup.files.archive.Archives.read;
import static dev.holdfast.backup.files.archive.Archives.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.files.archive.Archives.Stored;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.Extent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarDamageTest {

    private static final Instant TIME = Instant.parse("2026-11-20T02:15:00.123456789Z");

    private final TarArchiver tar = new TarArchiver();

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] blocks(byte[] data) {
        return Arrays.copyOf(data, (data.length + 511) / 512 * 512);
    }

    /** Makes a header block by hand; {@code patch} is put at an offset before the checksum is made. */
    private static byte[] header(char type, String name, String octalSize, int at, byte[] patch) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "0000644\0000000000\0000000000\000" + octalSize);
        put(block, 136, "14000000000\0        " + type);
        put(block, 257, "ustar\00000");
        System.arraycopy(patch, 0, block, at, patch.length);
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        put(block, 148, String.format("%06o\0 ", sum));
        return block;
    }

    private static byte[] header(char type, String name, long size) {
        return header(type, name, String.format("%011o\0", size), 0, new byte[0]);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static byte[] pax(String records) {
        byte[] data = records.getBytes(StandardCharsets.ISO_8859_1);
        return join(header('x', "pax", data.length), blocks(data));
    }

    private static String record(String key, String value) {
        int length = key.length() + value.length() + 3;
        int total = length + Integer.toString(length).length();
        total = length + Integer.toString(total).length();
        return total + " " + key + "=" + value + "\n";
    }

    private static byte[] end() {
        return new byte[1024];
    }

    private void assertRefused(String code, byte[]... parts) {
        assertThatThrownBy(() -> read(tar, join(parts))).isInstanceOfSatisfying(IntegrityException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.context()).containsEntry("format", "tar").containsKey("position");
            assertThat(e.getMessage()).doesNotContain("\n").doesNotEndWith(".");
            assertThat(e.hint()).endsWith(".");
        });
    }

    private Stored only(byte[]... parts) throws IOException {
        List<Stored> entries = read(tar, join(parts));
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    @Test
    void the_hand_made_headers_of_this_test_are_good() throws IOException {
        assertThat(only(header('0', "x", 3), blocks(new byte[] {1, 2, 3}), end())
                        .content())
                .containsExactly(1, 2, 3);
        assertThat(only(pax(record("path", "other")), header('0', "x", 0), end())
                        .entry()
                        .name()
                        .value())
                .isEqualTo("other");
    }

    @Test
    void an_archive_without_its_end_is_cut() {
        assertRefused("HF-ARC-004", new byte[0]);
        assertRefused("HF-ARC-004", new byte[511]);
        assertRefused("HF-ARC-004", new byte[512]);
        assertRefused("HF-ARC-004", header('0', "x", 0));
        assertRefused("HF-ARC-004", header('0', "x", 0), new byte[512]);
        assertRefused("HF-ARC-004", header('0', "x", Long.MAX_VALUE >> 31), end());
    }

    @Test
    void garbage_is_damage() {
        byte[] garbage = new byte[4096];
        new Random(1).nextBytes(garbage);
        assertRefused("HF-ARC-005", garbage);
        assertRefused("HF-ARC-005", header('0', "x", 0), garbage);
        assertRefused("HF-ARC-005", new byte[512], header('0', "x", 0), end());
        assertRefused("HF-ARC-005", end(), garbage);
        assertRefused("HF-ARC-005", end(), header('0', "hidden", 0), end());
    }

    @Test
    void padding_after_the_end_is_read_and_limited() throws IOException {
        assertThat(read(tar, join(end(), new byte[10_240 * 3]))).isEmpty();
        assertRefused("HF-ARC-006", end(), new byte[65 << 20]);
    }

    @Test
    void a_changed_byte_in_a_header_is_found_by_its_checksum() throws IOException {
        byte[] archive = write(tar, new Stored(ArchiveEntry.file("x", 0, TIME), new byte[0]));
        byte[] last = archive.clone();
        // The last header of the archive: before it lies the extended one with its records.
        last[1024 + 1] ^= 1;
        assertRefused("HF-ARC-005", last);
    }

    @Test
    void old_checksums_of_signed_bytes_are_understood() throws IOException {
        byte[] block = header('0', "n\u00FC", 0);
        int sum = 8 * ' ';
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? 0 : block[i];
        }
        put(block, 148, String.format("%06o\0 ", sum));
        assertThat(only(block, end()).entry().name().bytes()).containsExactly('n', 0xFC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "9 path=ab",
                "11 path=abc",
                "5 pa",
                "x path=a",
                "10 pathaaa",
                "99999999 path=a",
                "-9 path=a",
                "0 path=a",
                "99999999999999999999 path=a",
                " path=a",
                "path=a"
            })
    void malformed_records_are_damage(String record) {
        assertRefused("HF-ARC-005", pax(record + "\n"), header('0', "x", 0), end());
    }

    @ParameterizedTest
    @CsvSource({
        "size, -1",
        "size, 1x",
        "size, 99999999999999999999",
        "uid, -1",
        "gid, 9999999999999999999",
        "mtime, now",
        "mtime, 1.x",
        "mtime, -",
        "mtime, 9223372036854775807",
        "mtime, -9223372036854775807.9",
        "GNU.sparse.map, '1,2,3'",
        "GNU.sparse.map, '1,-2'",
        "GNU.sparse.map, ','",
        "GNU.sparse.numbytes, 5",
        "GNU.sparse.realsize, 5",
        "GNU.sparse.major, 1",
        "GNU.sparse.major, 0",
        "path, 'nul\0'",
    })
    void impossible_values_are_damage(String key, String value) {
        assertRefused("HF-ARC-005", pax(record(key, value)), header('0', "x", 0), end());
    }

    @Test
    void impossible_fields_are_damage() {
        byte[] beyond = {(byte) 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] negative = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        byte[] digits = "00000000009\0".getBytes(StandardCharsets.US_ASCII);
        for (byte[] field : List.of(beyond, negative, digits)) {
            assertRefused("HF-ARC-005", header('0', "x", "", 124, field), end());
            for (char type : new char[] {'x', 'g', 'L', 'K', 'V', 'S'}) {
                assertRefused("HF-ARC-005", header(type, "x", "", 124, field), end());
            }
        }
        assertRefused("HF-ARC-005", header('0', "x", "", 136, beyond), end());
        assertRefused("HF-ARC-005", header('0', "x", "", 108, Arrays.copyOf(negative, 8)), end());
        assertRefused("HF-ARC-005", header('3', "x", "", 329, Arrays.copyOf(negative, 8)), end());
        assertRefused("HF-ARC-005", header('3', "x", "", 337, new byte[] {(byte) 0x80, 0, 0, 1, 0, 0, 0, 0}), end());
        assertRefused("HF-ARC-005", header('0', "", 0), end());
        assertRefused("HF-ARC-005", header('2', "x", 0), end());
        assertRefused("HF-ARC-005", header('1', "x", 0), end());
        assertRefused("HF-ARC-005", pax(record("path", "x")), end());
        assertRefused("HF-ARC-005", pax(""), end());
        assertRefused("HF-ARC-005", header('L', "x", 0), end());
    }

    @Test
    void unknown_types_are_refused_aloud() {
        assertRefused("HF-ARC-007", header('M', "x", 0), end());
        assertRefused("HF-ARC-007", header('8', "x", 0), end());
        assertRefused(
                "HF-ARC-007",
                pax(record("GNU.sparse.major", "2")
                        + record("GNU.sparse.minor", "0")
                        + record("GNU.sparse.realsize", "9")),
                header('0', "x", 0),
                end());
    }

    @Test
    void a_header_that_claims_much_memory_is_refused_before_it_is_read() {
        for (char type : new char[] {'x', 'g', 'L', 'K', 'X'}) {
            assertRefused("HF-ARC-006", header(type, "x", (1 << 20) + 1));
            assertRefused("HF-ARC-006", header(type, "x", (1L << 33) - 1));
        }
        String large = record("comment", "c".repeat(600_000));
        assertRefused("HF-ARC-006", pax(large), pax(large), header('0', "x", 0), end());
        byte[] global = pax(large);
        System.arraycopy(header('g', "pax", large.length()), 0, global, 0, 512);
        assertRefused("HF-ARC-006", global, global, end());
        byte[][] many = new byte[1002][];
        Arrays.fill(many, header('g', "g", 0));
        many[1001] = end();
        assertRefused("HF-ARC-006", many);
        assertRefused("HF-ARC-006", pax(record("path", "n".repeat(65_537))), header('0', "x", 0), end());
    }

    private static byte[] sparse10(String map, long realSize, int size) {
        return join(
                pax(record("GNU.sparse.major", "1")
                        + record("GNU.sparse.minor", "0")
                        + record("GNU.sparse.realsize", Long.toString(realSize))),
                header('0', "x", size),
                blocks(map.getBytes(StandardCharsets.US_ASCII)),
                end());
    }

    @Test
    void sparse_maps_that_contradict_themselves_are_damage() throws IOException {
        assertThat(only(sparse10("1\n5\n0\n", 5, 512)).entry().extents()).containsExactly(new Extent(5, 0));
        assertRefused("HF-ARC-005", sparse10("1\n5\n1\n", 5, 512));
        assertRefused("HF-ARC-005", sparse10("1\n5\n0\n", 5, 513));
        assertRefused("HF-ARC-005", sparse10("1\n5\n0\n", 4, 512));
        assertRefused("HF-ARC-005", sparse10("2\n5\n0\n1\n0\n", 5, 512));
        assertRefused("HF-ARC-005", sparse10("1\n\n0\n", 5, 512));
        assertRefused("HF-ARC-005", sparse10("1\n-5\n0\n", 5, 512));
        assertRefused("HF-ARC-005", sparse10("1\n9223372036854775807\n1\n", 5, 512));
        assertRefused("HF-ARC-005", sparse10("1\n9223372036854775808\n0\n", 5, 512));
        assertRefused("HF-ARC-005", sparse10("300\n" + "1\n0\n".repeat(127), 5, 512));
        assertRefused("HF-ARC-005", sparse10("0\n", 5, 1));
        assertRefused("HF-ARC-006", sparse10("1000001\n", 5, 512));
    }

    @Test
    void sparse_headers_without_end_are_refused() {
        byte[] first = header('S', "x", "00000000000\0", 386, sparseHeader());
        byte[] extension = new byte[512];
        for (int i = 0; i < 21; i++) {
            put(extension, i * 24, "00000000000\00000000000000");
        }
        extension[504] = 1;
        byte[][] parts = new byte[47_622][];
        Arrays.fill(parts, extension);
        parts[0] = first;
        assertRefused("HF-ARC-006", parts);
    }

    private static byte[] sparseHeader() {
        byte[] fields = new byte[109];
        fields[96] = 1;
        put(fields, 97, "00000000005\0");
        return fields;
    }

    private static List<Stored> samples() {
        EntryMetadata metadata = new EntryMetadata(
                0640, 5_000_000, 3, "alice", "größe", TIME, List.of(new ExtendedAttribute("user.a", new byte[] {1, 10, 2
                })));
        EntryName name = new EntryName("some/name");
        return List.of(
                Stored.of(ArchiveEntry.directory(name, metadata)),
                new Stored(ArchiveEntry.file(name, metadata, 600), new byte[600]),
                new Stored(
                        ArchiveEntry.sparse(name, metadata, 9000, List.of(new Extent(0, 5), new Extent(512, 20))),
                        new byte[25]),
                Stored.of(ArchiveEntry.symbolicLink(name, metadata, new EntryName("n".repeat(120)))),
                new Stored(ArchiveEntry.file(new EntryName("p/".repeat(60) + "x"), metadata, 3), new byte[3]));
    }

    /** With checksums repaired, mutations reach what is behind them. */
    private static void repairChecksums(byte[] archive) {
        for (int at = 0; at + 512 <= archive.length; at += 512) {
            if (archive[at + 257] == 'u' && archive[at + 258] == 's') {
                int sum = 8 * ' ';
                for (int i = 0; i < 512; i++) {
                    sum += i >= 148 && i < 156 ? 0 : archive[at + i] & 0xFF;
                }
                put(archive, at + 148, String.format("%06o\0 ", sum));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void no_mutation_makes_the_reader_fail_with_anything_but_an_integrity_exception(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] archive = write(tar, samples());
        byte[] interesting = "0123456789 =\n\0\u00FF\u0080-.xgLKSVDM7,".getBytes(StandardCharsets.ISO_8859_1);
        int read = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] mutated = archive.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(mutated.length);
                mutated[at] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : interesting[random.nextInt(interesting.length)];
            }
            if (random.nextInt(4) == 0) {
                int from = random.nextInt(mutated.length / 512) * 512;
                int to = random.nextInt(mutated.length / 512) * 512;
                System.arraycopy(archive, from, mutated, to, 512);
            }
            if (random.nextInt(8) > 0) {
                repairChecksums(mutated);
            }
            if (random.nextInt(8) == 0) {
                mutated = Arrays.copyOf(mutated, random.nextInt(mutated.length));
            }
            try {
                read(tar, mutated, java.nio.file.Path.of("unused"));
                read++;
            } catch (IntegrityException e) {
                assertThat(e.code()).startsWith("HF-ARC-");
            } catch (RuntimeException | IOException | Error e) {
                fail("seed " + seed + ", round " + round, e);
            }
        }
        // Most mutations hit content or padding: if none could be read, the test would prove nothing.
        assertThat(read).isBetween(500, 9500);
    }

    @Test
    void random_bytes_never_make_the_reader_fail_with_anything_but_an_integrity_exception() {
        long seed = 20261120;
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] noise = new byte[random.nextInt(4096)];
            random.nextBytes(noise);
            if (noise.length > 600) {
                put(noise, 257, "ustar\00000");
                repairChecksums(noise);
            }
            int number = round;
            assertThatThrownBy(() -> read(tar, noise, java.nio.file.Path.of("unused")))
                    .as("seed %d, round %d", seed, number)
                    .isInstanceOf(IntegrityException.class);
        }
    }
}
