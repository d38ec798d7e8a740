package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.DeviceNumber;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.Extent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of {@link Archiver} as tests. Extend it and implement {@link #archiver()}. */
@SuppressWarnings("MemberName")
public abstract class ArchiverContract extends Contract {

    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678901234Z");
    private static final EntryMetadata PLAIN = new EntryMetadata(0640, 1000, 100, "app", "users", MODIFIED, List.of());

    /** An entry with its content. */
    private record Item(ArchiveEntry entry, Content content) {
        static Item of(ArchiveEntry entry) {
            return new Item(entry, new Content(new byte[0]));
        }

        static Item file(String name, int size) {
            return new Item(
                    ArchiveEntry.file(new EntryName(name), PLAIN, size), new Content(Samples.random(size, size)));
        }
    }

    /** Bytes that are compared by value. */
    private static final class Content {
        private final byte[] bytes;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Content that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes of hash " + Integer.toHexString(hashCode());
        }
    }

    private Path files = Path.of("");
    private int fileCount;

    /** For subclasses. */
    protected ArchiverContract() {}

    /**
     * Makes the archiver under test.
     *
     * @return an archiver
     * @throws Exception if it cannot be made
     */
    protected abstract Archiver archiver() throws Exception;

    /**
     * Returns what the format documents to keep of an entry: without owners, for example, if it has no place for them.
     *
     * @param entry an entry as it is added
     * @return the entry as it is read back; by default the same, all of it
     */
    protected ArchiveEntry documented(ArchiveEntry entry) {
        return entry;
    }

    /**
     * Tells whether the format can hold an entry of a kind that it can store. One that it cannot must be refused when it is added, with a
     * {@link BackupException}.
     *
     * @param entry an entry, as the contract tries it
     * @return whether it can; by default every one
     */
    protected boolean holds(ArchiveEntry entry) {
        return true;
    }

    /**
     * Gives readers a place for files that they ask for.
     *
     * @param directory the place
     */
    @BeforeEach
    public final void placeFiles(@TempDir Path directory) {
        files = directory;
    }

    private byte[] write(List<Item> items) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = archiver().create(() -> out)) {
            for (Item item : items) {
                writer.add(item.entry(), () -> new ByteArrayInputStream(item.content().bytes));
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private List<Item> read(byte[] archive) throws Exception {
        List<Item> items = new ArrayList<>();
        try (ArchiveReader reader = archiver().open(input(archive))) {
            for (Optional<ArchiveEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                items.add(new Item(entry.get(), new Content(reader.content().readAllBytes())));
            }
            assertThat(reader.next()).as("what comes behind the end").isEmpty();
        }
        return items;
    }

    private ArchiveInput input(byte[] archive) {
        return new ArchiveInput() {
            @Override
            public InputStream stream() {
                return new ByteArrayInputStream(archive);
            }

            @Override
            public Path file() throws IOException {
                fileCount++;
                return Files.write(files.resolve("archive-" + fileCount), archive);
            }
        };
    }

    private void assertRoundTrip(List<Item> items) throws Exception {
        List<Item> supported = new ArrayList<>();
        for (Item item : items) {
            if (!archiver().kinds().contains(item.entry().kind())) {
                continue;
            }
            if (holds(item.entry())) {
                supported.add(item);
            } else {
                Throwable thrown = catchThrowable(() -> write(List.of(item)));
                assertThat(thrown)
                        .as(
                                "what is thrown for %s, which the format cannot hold",
                                item.entry().name())
                        .isInstanceOf(BackupException.class);
            }
        }
        List<Item> expected = supported.stream()
                .map(item -> new Item(unversioned(documented(item.entry())), item.content()))
                .toList();
        List<Item> actual = read(write(supported)).stream()
                .map(item -> new Item(unversioned(item.entry()), item.content()))
                .toList();
        assertThat(actual).as("the entries, read back").containsExactlyElementsOf(expected);
    }

    private static ArchiveEntry unversioned(ArchiveEntry entry) {
        return new ArchiveEntry(
                entry.name(),
                entry.kind(),
                entry.metadata(),
                entry.size(),
                entry.link(),
                entry.device(),
                entry.extents(),
                null);
    }

    /** ARCHIVE-01 for contents and order. If it fails for one size: what pads a block, and what if there is nothing to pad? */
    @Test
    @DisplayName("ARCHIVE-01 contents of many sizes are read back equal, in the order in which they were added")
    public void ARCHIVE_01_contents_are_read_back_in_order() {
        prove("ARCHIVE-01", () -> {
            List<Item> items = new ArrayList<>();
            for (int size : new int[] {0, 1, 511, 512, 513, 10_240, 65_536, 1_000_000}) {
                items.add(Item.file("z-" + (9_999_999 - size), size));
            }
            items.add(Item.file("a-last", 10));
            assertRoundTrip(items);
        });
    }

    /**
     * ARCHIVE-01 for names. If it fails: do you write {@link EntryName#bytes()} and read them with {@link EntryName#ofBytes}, never texts in some
     * character set? What cuts or shortens long names, and what cleans them?
     */
    @Test
    @DisplayName("ARCHIVE-01 names are read back to the byte")
    public void ARCHIVE_01_names_are_read_back_to_the_byte() {
        prove("ARCHIVE-01", () -> {
            List<Item> items = new ArrayList<>();
            for (String name : List.of(
                    "plain",
                    "with space ",
                    " leading",
                    "line\nbreak",
                    "tab\there",
                    "quote\"'`$",
                    "back\\slash",
                    "Grüße/日本語/🙂",
                    "e\u0301-decomposed",
                    "-dash",
                    "#hash=equals",
                    "x".repeat(100),
                    "y".repeat(255),
                    ("d".repeat(150) + "/").repeat(6) + "deep",
                    "ü".repeat(300))) {
                items.add(Item.file(name, name.length()));
            }
            byte[] latin = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
            items.add(new Item(ArchiveEntry.file(EntryName.ofBytes(latin), PLAIN, 1), new Content(new byte[1])));
            byte[] raw = new byte[120];
            Arrays.fill(raw, (byte) 0xFE);
            items.add(new Item(ArchiveEntry.file(EntryName.ofBytes(raw), PLAIN, 1), new Content(new byte[1])));
            assertRoundTrip(items);
        });
    }

    /**
     * ARCHIVE-01 for metadata. If it fails for times: how many digits and which sign does the format keep? Refuse what it cannot, or write it in
     * an extension, and document the rest.
     */
    @Test
    @DisplayName("ARCHIVE-01 metadata are read back equal as far as the format documents")
    public void ARCHIVE_01_metadata_are_read_back() {
        prove("ARCHIVE-01", () -> {
            List<Item> items = new ArrayList<>();
            for (String time : List.of(
                    "1970-01-01T00:00:00Z",
                    "1969-12-31T23:59:59.5Z",
                    "1901-01-01T00:00:00.000000001Z",
                    "2026-03-29T01:30:00.999999999Z",
                    "2040-01-01T00:00:00.123456789Z",
                    "2300-01-01T00:00:00Z")) {
                items.add(item("time-" + items.size(), PLAIN, Instant.parse(time)));
            }
            for (int mode : new int[] {0, 0600, 0777, 04755, 02750, 01777, 07777}) {
                items.add(metadata("mode-" + mode, new EntryMetadata(mode, 0, 0, "", "", MODIFIED, List.of())));
            }
            for (long id : new long[] {0, 65_534, 2_097_151, 2_097_152, 4_294_967_294L}) {
                items.add(metadata("id-" + id, new EntryMetadata(0600, id, id, "", "", MODIFIED, List.of())));
            }
            items.add(metadata("owner", new EntryMetadata(0600, 1, 2, "Jürgen", "g".repeat(60), MODIFIED, List.of())));
            List<ExtendedAttribute> attributes = List.of(
                    new ExtendedAttribute("user.comment", "a = b\nc".getBytes(StandardCharsets.UTF_8)),
                    new ExtendedAttribute("user.empty", new byte[0]),
                    new ExtendedAttribute("user.raw", new byte[] {0, (byte) 0xFF, '\n', '=', 0}));
            items.add(metadata("attributes", new EntryMetadata(0600, 0, 0, "", "", MODIFIED, attributes)));
            assertRoundTrip(items);
        });
    }

    private static Item item(String name, EntryMetadata metadata, Instant modified) {
        return metadata(
                name,
                new EntryMetadata(
                        metadata.mode(),
                        metadata.userId(),
                        metadata.groupId(),
                        metadata.user(),
                        metadata.group(),
                        modified,
                        metadata.attributes()));
    }

    private static Item metadata(String name, EntryMetadata metadata) {
        return new Item(ArchiveEntry.file(new EntryName(name), metadata, 3), new Content(new byte[] {1, 2, 3}));
    }

    /** ARCHIVE-01 for kinds. If it fails: which kind comes back as another, or loses its link, device or extents? */
    @Test
    @DisplayName("ARCHIVE-01 every kind of entry is read back with its link, device and extents")
    public void ARCHIVE_01_kinds_are_read_back() {
        prove("ARCHIVE-01", () -> {
            List<Item> items = new ArrayList<>();
            items.add(Item.of(ArchiveEntry.directory(new EntryName("folder"), PLAIN)));
            items.add(Item.of(ArchiveEntry.directory(new EntryName("folder/" + "e".repeat(120)), PLAIN)));
            items.add(Item.file("folder/file", 700));
            for (String text : List.of("file", "../up", "/absolute", "t".repeat(300), "Grüße", "broken\nlink")) {
                items.add(Item.of(ArchiveEntry.symbolicLink(
                        new EntryName("folder/link-" + items.size()), PLAIN, new EntryName(text))));
            }
            items.add(Item.of(ArchiveEntry.symbolicLink(
                    new EntryName("folder/raw-link"), PLAIN, EntryName.ofBytes(new byte[] {'a', (byte) 0xE9, 'b'}))));
            items.add(Item.of(
                    ArchiveEntry.hardLink(new EntryName("folder/second"), PLAIN, new EntryName("folder/file"))));
            items.add(Item.of(special("folder/fifo", EntryKind.FIFO, null)));
            items.add(Item.of(special("folder/null", EntryKind.CHARACTER_DEVICE, new DeviceNumber(1, 3))));
            items.add(Item.of(special("folder/disk", EntryKind.BLOCK_DEVICE, new DeviceNumber(259, 1_048_575))));
            items.add(sparse("sparse-middle", 1_000_000, List.of(new Extent(4096, 8192), new Extent(900_000, 100))));
            items.add(sparse("sparse-begin", 100_000, List.of(new Extent(0, 512))));
            items.add(sparse("sparse-hole", 50_000, List.of()));
            items.add(sparse("sparse-huge", 20L << 30, List.of(new Extent(0, 10), new Extent((20L << 30) - 10, 10))));
            items.add(Item.file("after", 5));
            assertRoundTrip(items);
        });
    }

    private static ArchiveEntry special(String name, EntryKind kind, @Nullable DeviceNumber device) {
        return new ArchiveEntry(new EntryName(name), kind, PLAIN, 0, null, device, List.of(), null);
    }

    private static Item sparse(String name, long size, List<Extent> extents) {
        ArchiveEntry entry = ArchiveEntry.sparse(new EntryName(name), PLAIN, size, extents);
        return new Item(entry, new Content(Samples.random(size, (int) entry.storedSize())));
    }

    private static ArchiveEntry example(EntryKind kind) {
        EntryName name = new EntryName("example");
        return switch (kind) {
            case FILE -> ArchiveEntry.file(name, PLAIN, 0);
            case SPARSE_FILE -> ArchiveEntry.sparse(name, PLAIN, 1000, List.of());
            case DIRECTORY -> ArchiveEntry.directory(name, PLAIN);
            case SYMBOLIC_LINK -> ArchiveEntry.symbolicLink(name, PLAIN, new EntryName("text"));
            case HARD_LINK -> ArchiveEntry.hardLink(name, PLAIN, new EntryName("earlier"));
            case FIFO -> special("example", kind, null);
            case CHARACTER_DEVICE, BLOCK_DEVICE -> special("example", kind, new DeviceNumber(1, 1));
        };
    }

    /** ARCHIVE-02. If it fails: refuse before anything is written; a copy of the content in place of a hard link is weaker, not the same. */
    @Test
    @DisplayName("ARCHIVE-02 an entry of a kind that the format cannot store is refused with HF-ARC-001")
    public void ARCHIVE_02_other_kinds_are_refused() {
        prove("ARCHIVE-02", () -> {
            List<EntryKind> others = new ArrayList<>(List.of(EntryKind.values()));
            others.removeAll(archiver().kinds());
            if (others.isEmpty()) {
                skip("ARCHIVE-02", "the format stores every kind of entry");
            }
            for (EntryKind kind : others) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (ArchiveWriter writer = archiver().create(() -> out)) {
                    assertThat(writer.kinds())
                            .as("kinds of the writer")
                            .isEqualTo(archiver().kinds());
                    Throwable thrown = catchThrowable(() -> writer.add(example(kind), ContentSource.none()));
                    assertThat(thrown)
                            .as("what add of a %s throws", kind.word())
                            .isInstanceOf(BackupException.class);
                    assertThat(((BackupException) thrown).code()).as("its code").isEqualTo("HF-ARC-001");
                    if (catchThrowable(writer::finish) != null) {
                        continue;
                    }
                }
                assertThat(read(out.toByteArray()))
                        .as("what is stored of a refused %s", kind.word())
                        .isEmpty();
            }
        });
    }

    /** ARCHIVE-03. If it fails: count what is copied, read one byte more than the size, and let {@code finish} fail afterwards. */
    @Test
    @DisplayName("ARCHIVE-03 content of another length than the entry says fails add; the archive is then unusable")
    public void ARCHIVE_03_content_of_another_length_fails() {
        prove("ARCHIVE-03", () -> {
            for (int actual : new int[] {0, 1, 999, 1001, 5000}) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ArchiveWriter writer = archiver().create(() -> out);
                Throwable adding = catchThrowable(() -> writer.add(
                        ArchiveEntry.file(new EntryName("file"), PLAIN, 1000),
                        () -> new ByteArrayInputStream(new byte[actual])));
                assertThat(adding)
                        .as("what add throws for %d bytes instead of 1000", actual)
                        .isInstanceOfAny(IOException.class, BackupException.class);
                Throwable finishing = catchThrowable(writer::finish);
                Throwable closing = catchThrowable(writer::close);
                if (finishing == null && closing == null) {
                    Throwable reading = catchThrowable(() -> read(out.toByteArray()));
                    assertThat(reading)
                            .as("what reading throws after a content of %d bytes instead of 1000", actual)
                            .isInstanceOf(IntegrityException.class);
                }
            }
        });
    }

    /** ARCHIVE-04. If it fails: does {@code close} write the end? Leave that to {@code finish}, and let the reader insist on the end. */
    @Test
    @DisplayName("ARCHIVE-04 without finish the reader fails with an IntegrityException")
    public void ARCHIVE_04_without_finish_the_reader_fails() {
        prove("ARCHIVE-04", () -> {
            for (int count : new int[] {0, 1, 20}) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (ArchiveWriter writer = archiver().create(() -> out)) {
                    for (int i = 0; i < count; i++) {
                        Item item = Item.file("file-" + i, 1000);
                        writer.add(item.entry(), () -> new ByteArrayInputStream(item.content().bytes));
                    }
                }
                Throwable thrown = catchThrowable(() -> read(out.toByteArray()));
                assertThat(thrown)
                        .as("what reading throws for %d entries without finish", count)
                        .isInstanceOf(IntegrityException.class);
            }
        });
    }

    /**
     * ARCHIVE-05. If it fails with another exception: where does the reader trust a number that it read? If it does not end: does a length of 0
     * move it on?
     */
    @Test
    @DisplayName("ARCHIVE-05 a cut or damaged archive gives an IntegrityException or wrong content")
    public void ARCHIVE_05_a_damaged_archive_gives_an_IntegrityException() {
        prove("ARCHIVE-05", () -> {
            List<Item> items = List.of(
                    Item.file("first", 700),
                    Item.file("n".repeat(200), 30),
                    Item.file("third", 0),
                    Item.file("last", 90));
            byte[] archive = write(items);
            List<Item> whole = read(archive);
            inTime("reading damaged archives", () -> {
                int step = Math.max(1, archive.length / 500);
                for (int length = 0; length < archive.length; length += step) {
                    String what = "an archive cut at " + length + " of " + archive.length;
                    List<Item> cut = readDamaged(Arrays.copyOf(archive, length), what);
                    if (cut != null) {
                        assertThat(cut)
                                .as("what is read from %s, without an exception", what)
                                .isEqualTo(whole);
                    }
                }
                Random random = new Random(55);
                for (int i = 0; i < 3000; i++) {
                    int bit = random.nextInt(archive.length * 8);
                    byte[] damaged = archive.clone();
                    damaged[bit / 8] ^= (byte) (1 << (bit % 8));
                    readDamaged(damaged, "an archive with bit " + bit + " of " + archive.length * 8 + " flipped");
                }
                for (int i = 0; i < 300; i++) {
                    byte[] damaged = archive.clone();
                    int from = random.nextInt(archive.length);
                    Arrays.fill(damaged, from, Math.min(archive.length, from + 20), (byte) random.nextInt());
                    readDamaged(damaged, "an archive with 20 bytes from " + from + " overwritten");
                }
            });
        });
    }

    private @Nullable List<Item> readDamaged(byte[] archive, String what) {
        try {
            return read(archive);
        } catch (IntegrityException e) {
            return null;
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("reading " + what + " throws " + e + ", not an IntegrityException", e);
        }
    }

    /** ARCHIVE-06. If it fails: what is kept per entry, or per byte? A directory at the end of the format needs a file in scratch. */
    @Test
    @DisplayName("ARCHIVE-06 memory does not grow with the number or size of entries")
    public void ARCHIVE_06_memory_does_not_grow_with_entries() {
        prove("ARCHIVE-06", () -> {
            try (ArchiveWriter writer = archiver().create(OutputStream::nullOutputStream)) {
                addMany(writer, 0, 5_000);
                long before = Heap.held();
                addMany(writer, 5_000, 105_000);
                long after = Heap.held();
                assertThat(after - before)
                        .as("%s while 100000 entries were added", Heap.grown(before, after))
                        .isLessThan(10 * Heap.MIB);
                long large = 256 * Heap.MIB;
                writer.add(ArchiveEntry.file(new EntryName("large"), PLAIN, large), () -> new Zeros(large));
                long held = Heap.held();
                assertThat(held - before)
                        .as("%s while an entry of 256 MiB was added", Heap.grown(before, held))
                        .isLessThan(24 * Heap.MIB);
            }
        });
    }

    private static void addMany(ArchiveWriter writer, int from, int to) throws IOException {
        byte[] content = {1, 2, 3, 4};
        for (int i = from; i < to; i++) {
            writer.add(
                    ArchiveEntry.file(new EntryName("folder-" + i / 1000 + "/some-longer-file-name-" + i), PLAIN, 4),
                    () -> new ByteArrayInputStream(content));
        }
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }

    /** ARCHIVE-07. If it fails: what cleans names, or refuses them? Hand them over; whoever restores must see them to refuse them. */
    @Test
    @DisplayName("ARCHIVE-07 hostile names are handed over as they are")
    public void ARCHIVE_07_hostile_names_are_handed_over() {
        prove("ARCHIVE-07", () -> {
            List<String> hostile = List.of(
                    "../outside",
                    "/etc/passwd",
                    "a/../../b",
                    "..",
                    ".",
                    "a//b",
                    "./c",
                    "C:\\Windows\\x",
                    "\\\\server\\share",
                    "con",
                    "same",
                    "same");
            List<Item> items = new ArrayList<>();
            for (String name : hostile) {
                items.add(Item.file(name, 3));
            }
            if (archiver().kinds().contains(EntryKind.SYMBOLIC_LINK)) {
                items.add(Item.of(
                        ArchiveEntry.symbolicLink(new EntryName("link"), PLAIN, new EntryName("../../outside"))));
            }
            if (archiver().kinds().contains(EntryKind.HARD_LINK)) {
                items.add(Item.of(ArchiveEntry.hardLink(new EntryName("hard"), PLAIN, new EntryName("/etc/shadow"))));
            }
            List<String> names = read(write(items)).stream()
                    .map(item -> item.entry().name().value() + link(item.entry()))
                    .toList();
            assertThat(names)
                    .as("the names and links, read back")
                    .containsExactlyElementsOf(items.stream()
                            .map(item -> item.entry().name().value() + link(item.entry()))
                            .toList());
        });
    }

    private static String link(ArchiveEntry entry) {
        EntryName link = entry.link();
        return link == null ? "" : " -> " + link.value();
    }

    /** ARCHIVE-08. If it fails: count what of the content was read, and skip the rest and its padding. */
    @Test
    @DisplayName("ARCHIVE-08 content that is not read is skipped by next")
    public void ARCHIVE_08_unread_content_is_skipped() {
        prove("ARCHIVE-08", () -> {
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                items.add(Item.file("file-" + i, 1 + i * 7919));
            }
            byte[] archive = write(items);
            List<String> names = new ArrayList<>();
            try (ArchiveReader reader = archiver().open(input(archive))) {
                int number = 0;
                for (Optional<ArchiveEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                    names.add(entry.get().name().value());
                    byte[] whole = items.get(number).content().bytes;
                    int part = number % 3 == 0 ? 0 : number % 3 == 1 ? whole.length / 2 : whole.length;
                    assertThat(reader.content().readNBytes(part))
                            .as("the first %d bytes of entry %d", part, number)
                            .isEqualTo(Arrays.copyOf(whole, part));
                    number++;
                }
            }
            assertThat(names)
                    .as("the names, when contents are not read to their ends")
                    .containsExactlyElementsOf(items.stream()
                            .map(item -> item.entry().name().value())
                            .toList());
        });
    }

    /** ARCHIVE-09. If it fails: does the first entry begin the archive? Let the writer's making or {@code finish} do it. */
    @Test
    @DisplayName("ARCHIVE-09 an archive without entries is valid")
    public void ARCHIVE_09_an_archive_without_entries_is_valid() {
        prove("ARCHIVE-09", () -> {
            assertThat(read(write(List.of()))).as("entries of an empty archive").isEmpty();
            assertThat(new TreeSet<>(archiver().kinds())).as("kinds").isNotEmpty();
        });
    }
}
