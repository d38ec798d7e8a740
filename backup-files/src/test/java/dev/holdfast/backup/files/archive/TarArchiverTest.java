package dev.holdfast.backup.files.archive;

import static dev.holdfast.backup.files.archive.Archives.output;
import static dev.holdfast.backup.files.archive.Archives.read;
import static dev.holdfast.backup.files.archive.Archives.source;
import static dev.holdfast.backup.files.archive.Archives.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.files.archive.Archives.Stored;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.DeviceNumber;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.Extent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarArchiverTest {

    private static final Instant TIME = Instant.parse("2026-11-20T02:15:00.123456789Z");

    private final TarArchiver tar = new TarArchiver();

    private static EntryMetadata metadata() {
        return new EntryMetadata(0640, 1000, 1001, "alice", "staff", TIME, List.of());
    }

    private static EntryMetadata at(Instant time) {
        return EntryMetadata.of(0644, time);
    }

    private static EntryName name(String text) {
        return new EntryName(text);
    }

    private static byte[] bytes(int count) {
        byte[] data = new byte[count];
        new Random(count).nextBytes(data);
        return data;
    }

    private static Stored file(String name, int size) {
        return new Stored(ArchiveEntry.file(name(name), metadata(), size), bytes(size));
    }

    private void assertKept(Stored... entries) throws IOException {
        assertThat(read(tar, write(tar, entries))).containsExactly(entries);
    }

    @Test
    void the_provider_is_found_and_named_tar() {
        assertThat(ServiceLoader.load(ArchiverProvider.class))
                .filteredOn(provider -> provider.type().equals("tar"))
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider).isInstanceOf(TarArchiverProvider.class);
                    assertThat(provider.defaultCompression()).isEqualTo("zstd");
                    assertThat(provider.create(dev.holdfast.backup.spi.Settings.none())
                                    .format())
                            .isEqualTo("tar");
                });
    }

    @Test
    void every_kind_of_entry_is_kept() throws IOException {
        assertThat(tar.kinds()).containsExactlyInAnyOrder(EntryKind.values());
        assertKept(
                Stored.of(ArchiveEntry.directory(name("etc"), metadata())),
                file("etc/passwd", 1234),
                new Stored(
                        ArchiveEntry.sparse(
                                name("etc/sparse"),
                                metadata(),
                                1 << 20,
                                List.of(new Extent(0, 5), new Extent(4096, 7), new Extent(1 << 20, 0))),
                        bytes(12)),
                Stored.of(ArchiveEntry.symbolicLink(name("etc/link"), metadata(), name("../target"))),
                Stored.of(ArchiveEntry.hardLink(name("etc/again"), metadata(), name("etc/passwd"))),
                Stored.of(special(EntryKind.FIFO, null)),
                Stored.of(special(EntryKind.CHARACTER_DEVICE, new DeviceNumber(1, 3))),
                Stored.of(special(EntryKind.BLOCK_DEVICE, new DeviceNumber(4095, 1 << 30))));
    }

    private static ArchiveEntry special(EntryKind kind, DeviceNumber device) {
        return new ArchiveEntry(name("dev/" + kind.word()), kind, metadata(), 0, null, device, List.of(), null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 1024, 16_383, 16_384, 65_535, 65_536, 65_537, 1_000_003})
    void content_of_any_length_is_kept(int size) throws IOException {
        assertKept(file("before", 3), file("x", size), file("after", 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 155, 156, 200, 255, 256, 257, 300, 10_000, 65_536})
    void names_of_any_length_are_kept_with_and_without_slashes(int length) throws IOException {
        String plain = "n".repeat(length);
        String nested = "d/".repeat(length / 2) + "x".repeat(length % 2 == 0 ? 0 : 1);
        String segments = length < 60 ? plain : "s".repeat(50) + "/" + "t".repeat(length - 51);
        String path = nested.endsWith("/") ? nested.substring(0, nested.length() - 1) + "x" : nested;
        assertKept(
                file(plain, 1),
                file(path, 1),
                file(segments, 1),
                Stored.of(ArchiveEntry.directory(name(plain), metadata())),
                Stored.of(ArchiveEntry.directory(name(path), metadata())),
                Stored.of(ArchiveEntry.directory(name(segments), metadata())),
                Stored.of(ArchiveEntry.symbolicLink(name("link"), metadata(), name(path))),
                Stored.of(ArchiveEntry.hardLink(name("hard"), metadata(), name(segments))));
    }

    @Test
    void names_of_any_bytes_are_kept() throws IOException {
        List<Stored> entries = new ArrayList<>();
        entries.add(file("grün/€/\uD83D\uDE00", 2));
        entries.add(file("new\nline and \t tab and \\ backslash", 2));
        byte[] all = new byte[255];
        for (int i = 0; i < 255; i++) {
            all[i] = (byte) (i + 1);
        }
        entries.add(new Stored(ArchiveEntry.file(EntryName.ofBytes(all), metadata(), 1), bytes(1)));
        for (int i = 0; i < 255; i++) {
            EntryName name = EntryName.ofBytes(new byte[] {'n', all[i], 'm'});
            entries.add(new Stored(ArchiveEntry.file(name, metadata(), 1), bytes(1)));
            entries.add(Stored.of(ArchiveEntry.directory(name, metadata())));
            entries.add(Stored.of(ArchiveEntry.symbolicLink(name("l"), metadata(), name)));
        }
        assertThat(read(tar, write(tar, entries))).containsExactlyElementsOf(entries);
    }

    @Test
    void hostile_names_are_handed_over_as_they_are() throws IOException {
        assertKept(
                file("/etc/shadow", 1),
                file("../../etc/shadow", 1),
                file("a/../../b", 1),
                file("..", 1),
                file(".", 1),
                file("a//b", 1),
                file("a/", 1),
                Stored.of(ArchiveEntry.directory(name("/"), metadata())),
                Stored.of(ArchiveEntry.directory(name("a/"), metadata())),
                Stored.of(ArchiveEntry.directory(name("a//"), metadata())),
                Stored.of(ArchiveEntry.symbolicLink(name("a"), metadata(), name("/etc"))),
                file("a/passwd", 1),
                file("a/passwd", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1970-01-01T00:00:00.000000001Z",
                "1969-12-31T23:59:59.999999999Z",
                "1969-12-31T23:59:59Z",
                "1969-12-31T23:59:58.25Z",
                "1901-01-01T00:00:00.1Z",
                "-5000-01-01T00:00:00.1Z",
                "2038-01-19T03:14:08Z",
                "2242-03-16T12:56:31Z",
                "2242-03-16T12:56:32Z",
                "9999-12-31T23:59:59.123456789Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void times_are_kept_to_the_nanosecond_before_1970_too(String time) throws IOException {
        assertKept(new Stored(ArchiveEntry.file(name("x"), at(Instant.parse(time)), 1), bytes(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2_097_151, 2_097_152, 4_294_967_294L, Long.MAX_VALUE})
    void owners_are_kept_by_number_and_name(long id) throws IOException {
        for (String owner :
                List.of("", "root", "o".repeat(31), "o".repeat(32), "o".repeat(300), "Jürgen", "b\uDCFFd")) {
            EntryMetadata metadata = new EntryMetadata(07777, id, Long.MAX_VALUE - id, owner, owner, TIME, List.of());
            assertKept(Stored.of(ArchiveEntry.directory(name("x"), metadata)));
        }
    }

    @Test
    void extended_attributes_are_kept_whatever_their_names_and_bytes() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        List<ExtendedAttribute> attributes = List.of(
                new ExtendedAttribute("user.%25=%3D", "1\n2=3".getBytes(StandardCharsets.UTF_8)),
                new ExtendedAttribute("user.all", all),
                new ExtendedAttribute("user.empty", new byte[0]),
                new ExtendedAttribute("user.large", bytes(65_536)),
                new ExtendedAttribute("user.ümlaut x", new byte[] {'\n'}),
                new ExtendedAttribute("user.\uDCFF SCHILY.xattr.y", new byte[] {1}));
        EntryMetadata metadata = new EntryMetadata(0600, 0, 0, "", "", TIME, attributes);
        assertKept(
                new Stored(ArchiveEntry.file(name("x"), metadata, 3), bytes(3)),
                Stored.of(ArchiveEntry.directory(name("d"), metadata)),
                new Stored(ArchiveEntry.file(name("y"), metadata(), 3), bytes(3)));
    }

    @Test
    void sparse_files_are_kept_with_exactly_the_stretches_they_were_given() throws IOException {
        assertKept(
                sparse("empty", 0),
                sparse("empty-marked", 0, 0, 0),
                sparse("hole", 1 << 30),
                sparse("hole-marked", 1 << 30, 1 << 30, 0),
                sparse("ends-with-data", 5000, 4096, 904),
                sparse("ends-with-hole", 9000, 4096, 904),
                sparse("ends-with-hole-marked", 9000, 4096, 904, 9000, 0),
                sparse("touching", 30, 0, 10, 10, 10, 20, 10),
                sparse("huge", Long.MAX_VALUE, 1L << 62, 3),
                file("plain", 7));
    }

    private static Stored sparse(String name, long size, long... pairs) {
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            extents.add(new Extent(pairs[i], pairs[i + 1]));
        }
        ArchiveEntry entry = ArchiveEntry.sparse(name(name), metadata(), size, extents);
        return new Stored(entry, bytes((int) entry.storedSize()));
    }

    @Test
    void sparse_files_of_many_stretches_are_kept() throws IOException {
        long[] pairs = new long[40_000];
        for (int i = 0; i < pairs.length; i += 2) {
            pairs[i] = i * 4096L;
            pairs[i + 1] = 1 + i % 3;
        }
        assertKept(sparse("many", 40_000L * 4096, pairs), file("after", 7));
    }

    @Test
    void an_archive_without_entries_is_valid() throws IOException {
        byte[] archive = write(tar);
        assertThat(archive).hasSize(1024);
        assertThat(read(tar, archive)).isEmpty();
    }

    @Test
    void an_entry_beyond_the_readers_limits_is_refused_and_the_archive_goes_on() throws IOException {
        List<ExtendedAttribute> many = List.of(
                new ExtendedAttribute("user.a", bytes(1 << 19)), new ExtendedAttribute("user.b", bytes(1 << 19)));
        Extent[] extents = new Extent[1_000_001];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = new Extent(i * 2L, 1);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = tar.create(output(out))) {
            List<ArchiveEntry> refused = List.of(
                    ArchiveEntry.file("n".repeat(65_537), 0, TIME),
                    ArchiveEntry.symbolicLink(name("l"), metadata(), name("n".repeat(65_537))),
                    ArchiveEntry.directory(name("d"), new EntryMetadata(0700, 0, 0, "", "", TIME, many)),
                    ArchiveEntry.sparse(name("s"), metadata(), 2_000_001, Arrays.asList(extents)));
            for (ArchiveEntry entry : refused) {
                assertThatThrownBy(() -> writer.add(entry, ContentSource.none()))
                        .isInstanceOfSatisfying(
                                BackupException.class, e -> assertThat(e.code()).isEqualTo("HF-ARC-002"));
            }
            writer.add(file("good", 5).entry(), source(bytes(5)));
            writer.finish();
        }
        assertThat(read(tar, out.toByteArray())).containsExactly(file("good", 5));
    }

    @Test
    void content_that_cannot_be_opened_leaves_the_archive_usable() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = tar.create(output(out))) {
            assertThatThrownBy(() -> writer.add(file("gone", 5).entry(), () -> {
                        throw new IOException("vanished");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("vanished");
            writer.add(file("good", 5).entry(), source(bytes(5)));
            writer.finish();
        }
        assertThat(read(tar, out.toByteArray())).containsExactly(file("good", 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 6, 100_000})
    void content_of_another_length_fails_and_the_archive_is_unusable(int length) throws IOException {
        for (boolean direct : new boolean[] {true, false}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ArchiveWriter writer = tar.create(output(out))) {
                ContentSource content = () -> direct
                        ? new ByteArrayInputStream(bytes(length))
                        : new FilterInputStream(new ByteArrayInputStream(bytes(length))) {};
                assertThatThrownBy(() -> writer.add(file("x", 5).entry(), content))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("content of x");
                assertThatThrownBy(() -> writer.add(file("y", 5).entry(), source(bytes(5))))
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> read(tar, out.toByteArray())).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void too_much_content_for_an_empty_file_is_noticed_byte_by_byte_too() throws IOException {
        try (ArchiveWriter writer = tar.create(output(OutputStream.nullOutputStream()))) {
            InputStream single = new InputStream() {
                @Override
                public int read() {
                    return 1;
                }

                @Override
                public long transferTo(OutputStream out) throws IOException {
                    out.write(1);
                    return 1;
                }
            };
            assertThatThrownBy(() -> writer.add(file("x", 0).entry(), () -> single))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than 0 bytes");
        }
    }

    @Test
    void without_finish_the_stream_stays_open_and_the_reader_fails() throws IOException {
        boolean[] closed = {false};
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (ArchiveWriter writer = tar.create(output(out))) {
            writer.add(file("x", 100_000).entry(), source(bytes(100_000)));
        }
        assertThat(closed[0]).isFalse();
        assertThatThrownBy(() -> read(tar, out.toByteArray()))
                .isInstanceOfSatisfying(
                        IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-ARC-004"));
        try (ArchiveWriter writer = tar.create(output(out))) {
            writer.finish();
        }
        assertThat(closed[0]).isTrue();
    }

    @Test
    void every_cut_is_found() throws IOException {
        byte[] archive = write(tar, file("a", 700), sparse("s", 9000, 4096, 904), file("grün", 3));
        for (int length = 0; length < archive.length; length++) {
            byte[] cut = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(tar, cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOfSatisfying(
                            IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-ARC-004"));
        }
    }

    @Test
    void content_that_is_not_read_is_skipped() throws IOException {
        byte[] archive = write(tar, file("a", 70_000), file("b", 100_000), file("c", 5));
        try (ArchiveReader reader = tar.open(Archives.input(archive, java.nio.file.Path.of("unused")))) {
            assertThat(reader.next()).contains(file("a", 70_000).entry());
            assertThat(reader.next()).contains(file("b", 100_000).entry());
            InputStream content = reader.content();
            assertThat(reader.content()).isSameAs(content);
            assertThat(content.readNBytes(10)).isEqualTo(Arrays.copyOf(bytes(100_000), 10));
            assertThat(content.skip(5)).isEqualTo(5);
            assertThat(content.read()).isEqualTo(bytes(100_000)[15] & 0xFF);
            assertThat(content.available()).isEqualTo(100_000 - 16);
            assertThat(content.skip(-1)).isZero();
            assertThat(reader.next()).contains(file("c", 5).entry());
            assertThatThrownBy(content::read).isInstanceOf(IOException.class);
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            assertThat(reader.content().transferTo(copy)).isEqualTo(5);
            assertThat(copy.toByteArray()).isEqualTo(bytes(5));
            assertThat(reader.content().read()).isEqualTo(-1);
            assertThat(reader.content().read(new byte[3])).isEqualTo(-1);
            assertThat(reader.content().read(new byte[0])).isZero();
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void files_over_8_gib_are_kept_without_memory_for_them() throws IOException {
        long size = 9L << 30;
        try (HollowPipe pipe = new HollowPipe()) {
            try (ArchiveWriter writer = tar.create(output(pipe.output()))) {
                writer.add(ArchiveEntry.file(name("big"), metadata(), size), () -> new HollowStream(size));
                writer.add(file("after", 5).entry(), source(bytes(5)));
                writer.finish();
            }
            try (ArchiveReader reader = tar.open(pipe.input())) {
                ArchiveEntry big = reader.next().orElseThrow();
                assertThat(big.size()).isEqualTo(size);
                assertThat(reader.content().transferTo(OutputStream.nullOutputStream()))
                        .isEqualTo(size);
                assertThat(reader.next()).contains(file("after", 5).entry());
                assertThat(reader.content().readAllBytes()).isEqualTo(bytes(5));
                assertThat(reader.next()).isEmpty();
            }
        }
    }

    /** So many zero bytes, from one buffer. */
    private static final class HollowStream extends InputStream {
        private static final byte[] ZEROS = new byte[1 << 20];
        private long remaining;

        HollowStream(long size) {
            this.remaining = size;
        }

        @Override
        public int read() {
            return remaining-- > 0 ? 0 : -1;
        }

        @Override
        public long transferTo(OutputStream out) throws IOException {
            long size = remaining;
            for (; remaining > 0; remaining -= Math.min(remaining, ZEROS.length)) {
                out.write(ZEROS, 0, (int) Math.min(remaining, ZEROS.length));
            }
            return size;
        }
    }

    /** Keeps what was written, with long runs of zero bytes as their length. */
    private static final class HollowPipe implements AutoCloseable {
        private final List<byte[]> pieces = new ArrayList<>();
        private final List<Long> zeros = new ArrayList<>();

        OutputStream output() {
            return new OutputStream() {
                @Override
                public void write(int value) {
                    write(new byte[] {(byte) value}, 0, 1);
                }

                @Override
                public void write(byte[] data, int offset, int length) {
                    if (data == HollowStream.ZEROS) {
                        int last = pieces.size() - 1;
                        if (last >= 0 && pieces.get(last) == null) {
                            zeros.set(last, zeros.get(last) + length);
                        } else {
                            pieces.add(null);
                            zeros.add((long) length);
                        }
                    } else {
                        pieces.add(Arrays.copyOfRange(data, offset, offset + length));
                        zeros.add(0L);
                    }
                }
            };
        }

        ArchiveInput input() {
            List<InputStream> streams = new ArrayList<>();
            for (int i = 0; i < pieces.size(); i++) {
                byte[] piece = pieces.get(i);
                streams.add(piece == null ? limited(zeros.get(i)) : new ByteArrayInputStream(piece));
            }
            InputStream all = new java.io.SequenceInputStream(java.util.Collections.enumeration(streams));
            return new ArchiveInput() {
                @Override
                public InputStream stream() {
                    return all;
                }

                @Override
                public java.nio.file.Path file() {
                    throw new AssertionError("tar needs no file");
                }
            };
        }

        private static InputStream limited(long size) {
            return new InputStream() {
                private long remaining = size;

                @Override
                public int read() {
                    return remaining-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    if (remaining <= 0) {
                        return -1;
                    }
                    int n = (int) Math.min(length, remaining);
                    Arrays.fill(target, offset, offset + n, (byte) 0);
                    remaining -= n;
                    return n;
                }
            };
        }

        @Override
        public void close() {}
    }
}
