package dev.holdfast.backup.files.archive;

import static dev.holdfast.backup.files.archive.Archives.output;
import static dev.holdfast.backup.files.archive.Archives.requireTool;
import static dev.holdfast.backup.files.archive.Archives.sh;
import static dev.holdfast.backup.files.archive.Archives.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.files.archive.Archives.Stored;
import dev.holdfast.backup.spi.ArchiveEntry;
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
import dev.holdfast.backup.spi.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipArchiverTest {

    private static final Instant TIME = Instant.parse("2026-11-20T02:15:01.123456789Z");

    private final ZipArchiver zip = new ZipArchiver();

    @TempDir
    Path directory;

    private static EntryMetadata metadata() {
        return new EntryMetadata(0640, 1000, 1001, "alice", "staff", TIME, List.of());
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

    private static Stored directory(String name) {
        return Stored.of(ArchiveEntry.directory(name(name), metadata()));
    }

    private static Stored link(String name, String text) {
        return Stored.of(ArchiveEntry.symbolicLink(name(name), metadata(), name(text)));
    }

    private byte[] write(Stored... entries) {
        return Archives.write(zip, entries);
    }

    private List<Stored> read(byte[] archive) throws IOException {
        return Archives.read(zip, archive, directory.resolve("scratch.zip"));
    }

    private void assertKept(Stored... entries) throws IOException {
        assertThat(read(write(entries))).containsExactly(entries);
    }

    @Test
    void the_provider_is_found_and_compresses_by_itself() {
        assertThat(ServiceLoader.load(ArchiverProvider.class))
                .filteredOn(provider -> provider.type().equals("zip"))
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider.defaultCompression()).isEqualTo("none");
                    assertThat(provider.create(Settings.none()).format()).isEqualTo("zip");
                });
    }

    @Test
    void files_directories_and_symbolic_links_are_kept() throws IOException {
        assertThat(zip.kinds()).containsExactlyInAnyOrder(EntryKind.FILE, EntryKind.DIRECTORY, EntryKind.SYMBOLIC_LINK);
        assertKept(
                directory("etc"),
                file("etc/passwd", 1234),
                link("etc/link", "../grün"),
                directory("grün/€ \uD83D\uDE00"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 65_535, 65_536, 65_537, 1_000_003})
    void content_of_any_length_is_kept(int size) throws IOException {
        byte[] same = new byte[size];
        assertKept(
                file("random", size),
                new Stored(ArchiveEntry.file(name("zeros"), metadata(), size), same),
                file("after", 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 10_000, 65_534})
    void names_of_any_length_are_kept(int length) throws IOException {
        assertKept(file("n".repeat(length), 1), directory("n".repeat(length)), link("l", "n".repeat(length)));
    }

    @Test
    void hostile_names_are_handed_over_as_they_are() throws IOException {
        assertKept(
                file("/etc/shadow", 1),
                file("../../etc/shadow", 1),
                file("a\\b", 1),
                file("C:\\x", 1),
                file("..", 1),
                file("new\nline", 1),
                directory("/"),
                directory("a/"),
                link("a", "/etc"),
                file("a/passwd", 1),
                file("a/passwd", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "1901-12-13T20:45:51Z",
                "1500-01-01T00:00:00.5Z",
                "2038-01-19T03:14:08Z",
                "2200-01-01T00:00:01Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void times_are_kept_to_the_nanosecond(String time) throws IOException {
        assertKept(new Stored(ArchiveEntry.file(name("x"), EntryMetadata.of(0644, Instant.parse(time)), 1), bytes(1)));
    }

    @Test
    void owners_modes_and_attributes_are_kept() throws IOException {
        List<ExtendedAttribute> attributes = List.of(
                new ExtendedAttribute("user.%=", new byte[] {0, 10, -1}),
                new ExtendedAttribute("user.large", bytes(60_000)));
        for (long id : new long[] {0, 65_536, 4_294_967_295L, 4_294_967_296L, Long.MAX_VALUE}) {
            EntryMetadata metadata = new EntryMetadata(07777, id, id, "jürgen", "b\uDCFFd", TIME, attributes);
            assertKept(
                    Stored.of(ArchiveEntry.directory(name("d"), metadata)),
                    new Stored(ArchiveEntry.file(name("f"), metadata, 9), bytes(9)),
                    Stored.of(ArchiveEntry.symbolicLink(name("l"), metadata, name("f"))));
        }
    }

    @Test
    void an_archive_without_entries_is_valid() throws IOException {
        assertThat(write()).hasSize(22);
        assertThat(read(write())).isEmpty();
    }

    @Test
    void more_entries_than_16_bits_can_count_are_kept() throws Exception {
        List<Stored> entries = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            entries.add(file("d" + i % 10 + "/" + i, i % 3));
        }
        byte[] archive = Archives.write(zip, entries);
        assertThat(read(archive)).isEqualTo(entries);
        requireTool("unzip", "-v");
        assertThat(sh(directory, "unzip -tq scratch.zip")).contains("No errors detected");
    }

    private static void assertRefused(ArchiveWriter writer, ArchiveEntry entry, String code) {
        assertThatThrownBy(() -> writer.add(entry, ContentSource.none()))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void what_zip_has_no_place_for_is_refused_and_the_archive_goes_on() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = zip.create(output(out))) {
            assertThat(writer.kinds()).isEqualTo(zip.kinds());
            assertRefused(writer, ArchiveEntry.hardLink(name("h"), metadata(), name("x")), "HF-ARC-001");
            assertRefused(
                    writer, ArchiveEntry.sparse(name("s"), metadata(), 9, List.of(new Extent(0, 0))), "HF-ARC-001");
            for (EntryKind kind : List.of(EntryKind.FIFO, EntryKind.BLOCK_DEVICE, EntryKind.CHARACTER_DEVICE)) {
                DeviceNumber device = kind == EntryKind.FIFO ? null : new DeviceNumber(1, 3);
                assertRefused(
                        writer,
                        new ArchiveEntry(name("x"), kind, metadata(), 0, null, device, List.of(), null),
                        "HF-ARC-001");
            }
            assertRefused(writer, ArchiveEntry.file("n".repeat(65_536), 0, TIME), "HF-ARC-002");
            assertRefused(writer, ArchiveEntry.directory(name("n".repeat(65_535)), metadata()), "HF-ARC-002");
            assertRefused(
                    writer, ArchiveEntry.symbolicLink(name("l"), metadata(), name("n".repeat(65_537))), "HF-ARC-002");
            assertRefused(writer, ArchiveEntry.file("a/", 0, TIME), "HF-ARC-002");
            EntryMetadata many = new EntryMetadata(
                    0600, 0, 0, "", "", TIME, List.of(new ExtendedAttribute("user.x", bytes(65_500))));
            assertRefused(writer, ArchiveEntry.directory(name("d"), many), "HF-ARC-002");
            assertRefused(writer, ArchiveEntry.directory(name("n\uDCFFm"), metadata()), "HF-ARC-003");
            assertRefused(writer, ArchiveEntry.symbolicLink(name("l"), metadata(), name("\uDC80")), "HF-ARC-003");
            assertThatThrownBy(() -> writer.add(file("gone", 5).entry(), () -> {
                        throw new IOException("vanished");
                    }))
                    .hasMessage("vanished");
            writer.add(file("good", 5).entry(), source(bytes(5)));
            writer.finish();
        }
        assertThat(read(out.toByteArray())).containsExactly(file("good", 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 6, 100_000})
    void content_of_another_length_fails_and_the_archive_is_unusable(int length) throws IOException {
        for (boolean direct : new boolean[] {true, false}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ArchiveWriter writer = zip.create(output(out))) {
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
            assertThatThrownBy(() -> read(out.toByteArray())).isInstanceOf(IntegrityException.class);
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
        try (ArchiveWriter writer = zip.create(output(out))) {
            writer.add(file("x", 100_000).entry(), source(bytes(100_000)));
        }
        assertThat(closed[0]).isFalse();
        assertThatThrownBy(() -> read(out.toByteArray()))
                .isInstanceOfSatisfying(
                        IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-ARC-004"));
        try (ArchiveWriter writer = zip.create(output(OutputStream.nullOutputStream()))) {
            writer.finish();
            assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
        }
    }

    @Test
    void every_cut_is_found() throws IOException {
        byte[] archive = write(file("a", 700), link("l", "a"), directory("d"));
        for (int length = 0; length < archive.length; length++) {
            byte[] cut = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOfSatisfying(
                            IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-ARC-004"));
        }
    }

    @Test
    void content_that_is_not_read_is_skipped() throws IOException {
        byte[] archive = write(file("a", 70_000), file("b", 100_000), link("l", "a"), file("c", 5));
        try (ArchiveReader reader = zip.open(Archives.input(archive, directory.resolve("x.zip")))) {
            assertThat(reader.next()).contains(file("a", 70_000).entry());
            assertThat(reader.next()).contains(file("b", 100_000).entry());
            InputStream content = reader.content();
            assertThat(reader.content()).isSameAs(content);
            assertThat(content.read()).isEqualTo(bytes(100_000)[0] & 0xFF);
            assertThat(content.available()).isEqualTo(99_999);
            assertThat(reader.next()).contains(link("l", "a").entry());
            assertThat(reader.content().read()).isEqualTo(-1);
            assertThat(reader.next()).contains(file("c", 5).entry());
            assertThatThrownBy(content::read).isInstanceOf(IOException.class);
            assertThat(reader.content().read(new byte[0])).isZero();
            assertThat(reader.content().readAllBytes()).isEqualTo(bytes(5));
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void unzip_extracts_what_we_write() throws Exception {
        requireTool("unzip", "-v");
        Files.write(
                directory.resolve("ours.zip"),
                write(directory("d"), file("d/plain", 70_000), file("grün €", 0), link("soft", "d/plain")));
        sh(directory, "unzip -tq ours.zip; mkdir out; TZ=UTC unzip -qX ours.zip -d out");
        assertThat(directory.resolve("out/d/plain")).hasBinaryContent(bytes(70_000));
        assertThat(directory.resolve("out/grün €")).isEmptyFile();
        assertThat(sh(directory, "cd out; stat -c '%a %Y' d/plain; readlink soft")
                        .lines())
                .containsExactly("640 " + TIME.getEpochSecond(), "d/plain");
        assertThat(sh(directory, "zipinfo ours.zip"))
                .contains("drw-r-----")
                .contains("lrw-r-----")
                .contains("4 files");
        if (sh(directory, "id -u").trim().equals("0")) {
            assertThat(sh(directory, "stat -c %u:%g out/d/plain").trim()).isEqualTo("1000:1001");
        }
    }

    @Test
    void commons_compress_and_the_jdk_read_what_we_write() throws Exception {
        byte[] archive = write(directory("d"), file("d/grün", 70_000), link("soft", "d/grün"));
        Path file = Files.write(directory.resolve("ours.zip"), archive);
        try (ZipFile theirs = ZipFile.builder().setPath(file).get()) {
            Enumeration<ZipArchiveEntry> entries = theirs.getEntries();
            assertThat(entries.nextElement().isDirectory()).isTrue();
            ZipArchiveEntry entry = entries.nextElement();
            assertThat(entry.getName()).isEqualTo("d/grün");
            assertThat(entry.getUnixMode()).isEqualTo(0100640);
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.ofEpochSecond(TIME.getEpochSecond()));
            assertThat(theirs.getInputStream(entry).readAllBytes()).isEqualTo(bytes(70_000));
            ZipArchiveEntry soft = entries.nextElement();
            assertThat(soft.isUnixSymlink()).isTrue();
            assertThat(theirs.getUnixSymlink(soft)).isEqualTo("d/grün");
        }
        try (ZipInputStream stream = new ZipInputStream(new ByteArrayInputStream(archive))) {
            assertThat(stream.getNextEntry().getName()).isEqualTo("d/");
            assertThat(stream.getNextEntry().getName()).isEqualTo("d/grün");
            assertThat(stream.readAllBytes()).isEqualTo(bytes(70_000));
        }
    }

    @Test
    void what_zip_writes_is_read() throws Exception {
        requireTool("zip", "-v");
        sh(
                directory,
                "mkdir -p in/empty; cd in; printf hello > file; chmod 751 file; touch -d @1600000000 file; ln -s file soft;"
                        + " seq 20000 > numbers; zip -qry ../theirs.zip .");
        List<Stored> entries = read(Files.readAllBytes(directory.resolve("theirs.zip")));
        assertThat(entries)
                .extracting(stored -> stored.entry().name().value() + " "
                        + stored.entry().kind().word())
                .containsExactlyInAnyOrder("empty directory", "file file", "soft symbolic-link", "numbers file");
        for (Stored stored : entries) {
            if (stored.entry().name().value().equals("file")) {
                assertThat(stored.content()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
                assertThat(stored.entry().metadata().mode()).isEqualTo(0751);
                assertThat(stored.entry().metadata().modified()).isEqualTo(Instant.ofEpochSecond(1_600_000_000));
            }
        }
    }

    @Test
    void every_changed_byte_of_content_is_found() throws IOException {
        byte[] archive = write(file("a", 300));
        int start = 30 + 1 + 9 + 15;
        for (int i = 0; i < 300; i++) {
            byte[] changed = archive.clone();
            changed[start + i] ^= 1;
            int at = i;
            assertThatThrownBy(() -> read(changed))
                    .as("byte %d", at)
                    .isInstanceOfSatisfying(
                            IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-ARC-005"));
        }
    }

    private static void put(byte[] data, int at, int... values) {
        for (int i = 0; i < values.length; i++) {
            data[at + i] = (byte) values[i];
        }
    }

    private void assertRead(byte[] archive, String code) {
        assertThatThrownBy(() -> read(archive)).isInstanceOfSatisfying(IntegrityException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.context()).containsEntry("format", "zip");
        });
    }

    @Test
    void a_bomb_gives_no_more_than_it_declares() throws IOException {
        byte[] archive = Archives.write(
                zip, new Stored(ArchiveEntry.file(name("x"), metadata(), 1_000_000), new byte[1_000_000]));
        int central = archive.length - 22 - (archive[archive.length - 22 + 12] & 0xFF);
        byte[] less = archive.clone();
        put(less, central + 24, 0xE8, 3, 0, 0);
        assertRead(less, "HF-ARC-005");
        byte[] more = archive.clone();
        put(more, central + 24, 0xFF, 0xFF, 0xFF, 0x7F);
        assertRead(more, "HF-ARC-005");
    }

    @Test
    void encryption_unknown_methods_and_types_are_refused_aloud() {
        byte[] archive = write(file("x", 100));
        int central = archive.length - 22 - (archive[archive.length - 22 + 12] & 0xFF);
        byte[] encrypted = archive.clone();
        encrypted[central + 8] |= 1;
        assertRead(encrypted, "HF-ARC-007");
        byte[] method = archive.clone();
        method[central + 10] = 99;
        assertRead(method, "HF-ARC-007");
        byte[] type = archive.clone();
        type[central + 41] = (byte) (0010000 >> 8);
        assertRead(type, "HF-ARC-007");
        byte[] stored = archive.clone();
        stored[central + 10] = 0;
        assertRead(stored, "HF-ARC-005");
        byte[] renamed = archive.clone();
        renamed[central + 46] = 'y';
        assertRead(renamed, "HF-ARC-005");
        byte[] away = archive.clone();
        put(away, central + 42, 0xFF, 0xFF, 0xFF, 0x7F);
        assertRead(away, "HF-ARC-005");
        byte[] counted = archive.clone();
        put(counted, archive.length - 22 + 10, 0);
        assertRead(counted, "HF-ARC-005");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void no_mutation_makes_the_reader_fail_with_anything_but_an_integrity_exception(long seed) throws IOException {
        Random random = new Random(seed);
        EntryMetadata metadata = new EntryMetadata(
                0640, 5_000_000_000L, 3, "alice", "größe", TIME, List.of(new ExtendedAttribute("user.a", bytes(5))));
        byte[] archive = write(
                directory("d"),
                file("d/file", 300),
                link("l", "d/file"),
                new Stored(ArchiveEntry.file(name("x"), metadata, 3), bytes(3)));
        Path scratch = directory.resolve("fuzz.zip");
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] mutated = archive.clone();
            int changes = 1 + random.nextInt(3);
            // Half of the changes go where the structure is.
            int structure = archive.length - 500;
            for (int i = 0; i < changes; i++) {
                int at = random.nextBoolean() ? structure + random.nextInt(500) : random.nextInt(mutated.length);
                mutated[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
            }
            if (random.nextInt(8) == 0) {
                mutated = Arrays.copyOf(mutated, random.nextInt(mutated.length));
            }
            try {
                Archives.read(zip, mutated, scratch);
                read++;
            } catch (IntegrityException e) {
                assertThat(e.code()).startsWith("HF-ARC-");
            } catch (RuntimeException | IOException | Error e) {
                fail("seed " + seed + ", round " + round, e);
            }
        }
        // Times, owners and the local headers' copies may change unnoticed here: the digest of the whole archive finds
        // that.
        assertThat(read).isBetween(100, 4_900);
    }
}
