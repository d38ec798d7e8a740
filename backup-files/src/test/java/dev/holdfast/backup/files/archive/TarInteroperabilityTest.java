package dev.holdfast.backup.files.archive;

import static dev.holdfast.backup.files.archive.Archives.read;
import static dev.holdfast.backup.files.archive.Archives.requireTool;
import static dev.holdfast.backup.files.archive.Archives.sh;
import static dev.holdfast.backup.files.archive.Archives.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.files.archive.Archives.Stored;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.DeviceNumber;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.Extent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarInteroperabilityTest {

    private static final Instant TIME = Instant.parse("2026-11-20T02:15:00.123456789Z");
    private static final Instant OLD = Instant.parse("1965-03-04T05:06:07.5Z");
    private static final String LONG_300 = "d".repeat(150) + "/" + "f".repeat(149);

    @TempDir
    Path directory;

    private final TarArchiver tar = new TarArchiver();

    private static EntryMetadata metadata(int mode, Instant time) {
        return new EntryMetadata(mode, 0, 0, "root", "root", time, List.of());
    }

    private static Stored file(String name, int mode, Instant time, int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return new Stored(ArchiveEntry.file(new EntryName(name), metadata(mode, time), size), data);
    }

    private static Stored directory(String name) {
        return Stored.of(ArchiveEntry.directory(new EntryName(name), metadata(0755, TIME)));
    }

    private void writeTo(String name, Stored... entries) throws IOException {
        Files.write(directory.resolve(name), write(tar, entries));
    }

    private List<Stored> readFrom(String name) throws IOException {
        return read(tar, Files.readAllBytes(directory.resolve(name)));
    }

    private Map<String, Stored> byName(String archive) throws IOException {
        Map<String, Stored> entries = new TreeMap<>();
        for (Stored stored : readFrom(archive)) {
            entries.put(stored.entry().name().value(), stored);
        }
        return entries;
    }

    @Test
    void gnu_tar_extracts_files_with_their_names_modes_times_and_content() throws Exception {
        requireTool("tar", "--version");
        Stored[] entries = {
            directory("d"),
            file("d/plain", 0640, TIME, 1000),
            file("d/suid", 06755, TIME, 1),
            file("d/old", 0600, OLD, 2),
            file("d/grün €", 0600, TIME, 3),
            file(LONG_300, 0644, TIME, 4),
            Stored.of(ArchiveEntry.hardLink(new EntryName("hard"), metadata(0640, TIME), new EntryName("d/plain"))),
            Stored.of(ArchiveEntry.hardLink(new EntryName("hard2"), metadata(0640, TIME), new EntryName(LONG_300))),
            Stored.of(ArchiveEntry.symbolicLink(new EntryName("soft"), metadata(0777, TIME), new EntryName("d/plain"))),
            Stored.of(ArchiveEntry.symbolicLink(
                    new EntryName("long"), metadata(0777, TIME), new EntryName("../".repeat(1000) + "x"))),
            Stored.of(new ArchiveEntry(
                    new EntryName("pipe"), EntryKind.FIFO, metadata(0604, TIME), 0, null, null, List.of(), null)),
        };
        writeTo("ours.tar", entries);

        String said = sh(directory, "mkdir out; tar --warning=no-timestamp -xpf ours.tar -C out");
        assertThat(said).isEmpty();
        assertThat(sh(directory, "tar -df ours.tar -C out")).isEmpty();
        for (Stored stored : entries) {
            if (stored.entry().kind() == EntryKind.FILE) {
                assertThat(directory.resolve("out/" + stored.entry().name().value()))
                        .hasBinaryContent(stored.content());
            }
        }
        assertThat(sh(directory, "cd out; stat -c '%a %.Y %h' d/plain d/suid d/old")
                        .lines())
                .containsExactly(
                        "640 1795140900.123456789 2", "6755 1795140900.123456789 1", "600 -152391232.500000000 1");
        assertThat(sh(directory, "cd out; stat -c '%F %a %.Y' pipe; readlink soft; readlink long")
                        .lines())
                .containsExactly("fifo 604 1795140900.123456789", "d/plain", "../".repeat(1000) + "x");
    }

    @Test
    void gnu_tar_lists_names_of_any_length_and_any_bytes_and_owners() throws Exception {
        requireTool("tar", "--version");
        EntryMetadata far =
                new EntryMetadata(0600, 4_000_000_000L, 3_000_000_000L, "o".repeat(40), "grüppe", TIME, List.of());
        String name = "n/".repeat(4999) + "nn";
        writeTo(
                "ours.tar",
                new Stored(ArchiveEntry.file(new EntryName(name), far, 1), new byte[1]),
                new Stored(
                        ArchiveEntry.file(EntryName.ofBytes(new byte[] {'b', (byte) 0xFF, 'd'}), far, 1), new byte[1]),
                Stored.of(new ArchiveEntry(
                        new EntryName("null"),
                        EntryKind.CHARACTER_DEVICE,
                        metadata(0666, TIME),
                        0,
                        null,
                        new DeviceNumber(1, 3),
                        List.of(),
                        null)));
        List<String> lines = sh(directory, "tar -tvf ours.tar --quoting-style=escape --warning=no-unknown-keyword")
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("o".repeat(40) + "/grüppe").endsWith(name);
        assertThat(lines.get(1)).endsWith("b\\377d");
        assertThat(lines.get(2)).startsWith("crw-rw-rw-").contains("1,3");
        assertThat(sh(directory, "tar -tvf ours.tar --numeric-owner --warning=no-unknown-keyword | head -n 1"))
                .contains("4000000000/3000000000");
    }

    @Test
    void gnu_tar_extracts_sparse_files_sparse() throws Exception {
        requireTool("tar", "--version");
        byte[] data = new byte[8192];
        Arrays.fill(data, (byte) 'x');
        List<Extent> extents = List.of(new Extent(0, 4096), new Extent(1 << 24, 4096));
        writeTo(
                "ours.tar",
                new Stored(ArchiveEntry.sparse(new EntryName("d/holes"), metadata(0600, TIME), 1 << 26, extents), data),
                new Stored(
                        ArchiveEntry.sparse(new EntryName("hollow"), metadata(0600, TIME), 1 << 20, List.of()),
                        new byte[0]),
                new Stored(
                        ArchiveEntry.sparse(new EntryName(LONG_300), metadata(0600, TIME), (1 << 24) + 4096, extents),
                        data));
        assertThat(sh(directory, "mkdir out; tar -xf ours.tar -C out")).isEmpty();
        for (String name : List.of("d/holes", LONG_300)) {
            byte[] whole = Files.readAllBytes(directory.resolve("out").resolve(name));
            byte[] expected = new byte[whole.length];
            Arrays.fill(expected, 0, 4096, (byte) 'x');
            Arrays.fill(expected, 1 << 24, (1 << 24) + 4096, (byte) 'x');
            assertThat(whole).isEqualTo(expected);
        }
        assertThat(Files.size(directory.resolve("out/d/holes"))).isEqualTo(1 << 26);
        assertThat(Files.size(directory.resolve("out/hollow"))).isEqualTo(1 << 20);
        assertThat(Integer.parseInt(sh(directory, "stat -c %b out/d/holes").trim()))
                .isLessThan(100);
    }

    @Test
    void gnu_tar_extracts_extended_attributes() throws Exception {
        requireTool("tar", "--version");
        requireTool("getfattr", "--version");
        EntryMetadata metadata = new EntryMetadata(
                0600,
                0,
                0,
                "",
                "",
                TIME,
                List.of(
                        new ExtendedAttribute("user.a=b%", "1=2".getBytes(StandardCharsets.UTF_8)),
                        new ExtendedAttribute("user.bytes", new byte[] {0, 10, (byte) 0xFF})));
        writeTo("ours.tar", new Stored(ArchiveEntry.file(new EntryName("x"), metadata, 0), new byte[0]));
        assertThat(sh(directory, "mkdir out; tar --xattrs -xf ours.tar -C out; getfattr -d -e hex out/x"))
                // Its own escape for the equals sign, not ours.
                .contains("user.a\\075b%=0x313d32")
                .contains("user.bytes=0x000aff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "ustar", "oldgnu", "gnu", "posix"})
    void what_gnu_tar_writes_in_any_of_its_formats_is_read(String format) throws Exception {
        requireTool("tar", "--version");
        boolean pax = format.equals("posix");
        boolean longNames = !format.equals("v7") && !format.equals("ustar");
        sh(
                directory,
                "mkdir -p in/sub in/empty; cd in; printf hello > sub/file; chmod 4751 sub/file; touch -d @1600000000.123456789 sub/file;"
                        + "ln sub/file sub/zhard; ln -s file sub/soft; "
                        + (format.equals("v7") ? "" : "mkfifo -m 640 pipe;")
                        + (longNames
                                ? "mkdir -p " + LONG_300.substring(0, 150) + "; printf long > " + LONG_300 + "; ln -s "
                                        + "x/".repeat(200) + " longlink;"
                                : "")
                        + "cd ..; tar --sort=name --format=" + format + " -cf theirs.tar in");
        Map<String, Stored> entries = byName("theirs.tar");
        assertThat(entries).containsKeys("in", "in/sub", "in/empty", "in/sub/file", "in/sub/zhard", "in/sub/soft");
        assertThat(entries.get("in/empty").entry().kind()).isEqualTo(EntryKind.DIRECTORY);
        Stored file = entries.get("in/sub/file");
        assertThat(file.content()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(file.entry().metadata().mode()).isEqualTo(04751);
        assertThat(file.entry().metadata().modified())
                .isEqualTo(Instant.ofEpochSecond(1600000000, pax ? 123456789 : 0));
        if (!format.equals("v7")) {
            assertThat(file.entry().metadata().user())
                    .isEqualTo(sh(directory, "id -un").trim());
            assertThat(entries.get("in/pipe").entry().kind()).isEqualTo(EntryKind.FIFO);
        }
        assertThat(entries.get("in/sub/zhard").entry().link()).isEqualTo(new EntryName("in/sub/file"));
        assertThat(entries.get("in/sub/soft").entry().link()).isEqualTo(new EntryName("file"));
        if (longNames) {
            assertThat(entries.get("in/" + LONG_300).content())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("long");
            assertThat(entries.get("in/longlink").entry().link()).isEqualTo(new EntryName("x/".repeat(200)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=oldgnu",
                "--format=gnu",
                "--sparse-version=0.0",
                "--sparse-version=0.1",
                "--sparse-version=1.0"
            })
    void sparse_files_that_gnu_tar_writes_are_read(String option) throws Exception {
        requireTool("tar", "--version");
        String format = option.startsWith("--sparse") ? option + " --format=posix" : option;
        sh(
                directory,
                "for i in 0 3 6 9 12 15 18 21 24 27 30 33 36 39 42 45 48 51 54 57 60 63 66 69 72 75 78; do"
                        + " printf data$i | dd of=holes bs=65536 seek=$i conv=notrunc status=none; done;"
                        + " truncate -s 10000000 holes; truncate -s 5000000 hollow; printf x > plain;"
                        + " tar --sparse " + format + " -cf theirs.tar holes hollow plain");
        Map<String, Stored> entries = byName("theirs.tar");
        assertThat(entries.keySet()).containsExactly("holes", "hollow", "plain");
        for (String name : List.of("holes", "hollow")) {
            Stored stored = entries.get(name);
            assertThat(stored.entry().kind()).isEqualTo(EntryKind.SPARSE_FILE);
            byte[] whole = new byte[(int) stored.entry().size()];
            int at = 0;
            for (Extent extent : stored.entry().extents()) {
                System.arraycopy(stored.content(), at, whole, (int) extent.offset(), (int) extent.length());
                at += (int) extent.length();
            }
            assertThat(whole).isEqualTo(Files.readAllBytes(directory.resolve(name)));
        }
        assertThat(entries.get("holes").entry().extents()).hasSizeGreaterThan(24);
        assertThat(entries.get("plain").content()).containsExactly('x');
    }

    @Test
    void numbers_that_gnu_tar_writes_in_binary_are_read() throws Exception {
        requireTool("tar", "--version");
        sh(
                directory,
                "printf x > x; touch -d '1960-01-01 00:00:00 UTC' x;"
                        + " tar --format=gnu --owner=u:4000000000 --group=g:2097152 -cf theirs.tar x");
        EntryMetadata metadata = readFrom("theirs.tar").get(0).entry().metadata();
        assertThat(metadata.userId()).isEqualTo(4_000_000_000L);
        assertThat(metadata.groupId()).isEqualTo(2_097_152L);
        assertThat(metadata.user()).isEqualTo("u");
        assertThat(metadata.modified()).isEqualTo(Instant.parse("1960-01-01T00:00:00Z"));
    }

    @Test
    void extended_attributes_volume_labels_and_global_headers_that_gnu_tar_writes_are_read() throws Exception {
        requireTool("tar", "--version");
        requireTool("setfattr", "--version");
        sh(
                directory,
                "printf x > x; setfattr -n user.z -v 1 x; setfattr -n user.a=b% -v 0x0aff00 x;"
                        + " tar --xattrs --format=posix -V label --pax-option=comment=hi,globexthdr.name=g,uname=glob"
                        + " -cf theirs.tar x");
        List<Stored> entries = readFrom("theirs.tar");
        assertThat(entries).hasSize(1);
        EntryMetadata metadata = entries.get(0).entry().metadata();
        assertThat(metadata.user()).isEqualTo("glob");
        assertThat(metadata.attributes())
                .containsExactly(
                        new ExtendedAttribute("user.a=b%", new byte[] {0x0a, (byte) 0xff, 0}),
                        new ExtendedAttribute("user.z", new byte[] {'1'}));
    }

    @Test
    void commons_compress_reads_what_we_write() throws Exception {
        List<Stored> entries = new ArrayList<>(List.of(
                directory("d"),
                file("d/plain", 0640, TIME, 1000),
                file("d/grün", 0600, OLD, 3),
                file(LONG_300, 0644, TIME, 70_000),
                file("n".repeat(10_000), 0644, TIME, 2)));
        byte[] archive = write(tar, entries);
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
            for (Stored stored : entries) {
                TarArchiveEntry entry = in.getNextEntry();
                String name = stored.entry().name().value();
                assertThat(entry.getName()).isEqualTo(entry.isDirectory() ? name + "/" : name);
                assertThat(entry.getMode() & 07777)
                        .isEqualTo(stored.entry().metadata().mode());
                assertThat(entry.getLastModifiedTime().toInstant())
                        .isEqualTo(stored.entry().metadata().modified());
                assertThat(entry.getUserName()).isEqualTo("root");
                assertThat(in.readAllBytes()).isEqualTo(stored.content());
            }
            assertThat(in.getNextEntry()).isNull();
        }
    }

    @Test
    void what_commons_compress_writes_is_read() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            TarArchiveEntry entry = new TarArchiveEntry("n".repeat(10_000));
            entry.setSize(3);
            entry.setUserId(5_000_000_000L);
            out.putArchiveEntry(entry);
            out.write(new byte[] {1, 2, 3});
            out.closeArchiveEntry();
            TarArchiveEntry grown = new TarArchiveEntry("d/");
            out.putArchiveEntry(grown);
            out.closeArchiveEntry();
        }
        List<Stored> entries = read(tar, bytes.toByteArray());
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).entry().name().value()).isEqualTo("n".repeat(10_000));
        assertThat(entries.get(0).entry().metadata().userId()).isEqualTo(5_000_000_000L);
        assertThat(entries.get(0).content()).containsExactly(1, 2, 3);
        assertThat(entries.get(1).entry().kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(entries.get(1).entry().name()).isEqualTo(new EntryName("d"));
    }
}
