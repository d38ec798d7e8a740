package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.Extent;
import dev.holdfast.backup.spi.RunContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One capture: takes what the walk finds, in its order, and adds it to the archive. */
public final class FilesCapture {

    /** The fact that says what was left out on purpose; absent if nothing was. */
    static final String PARTIAL = "left-out";

    private static final int ATTEMPTS = 3;

    /** What an archive says of an entry that it cannot hold: it stays usable. */
    private static final Set<String> REFUSALS = Set.of("HF-ARC-001", "HF-ARC-002", "HF-ARC-003");

    private final CaptureOptions options;
    private final RunContext context;
    private final CaptureLog log;
    private final HardLinks links = new HardLinks();
    private Set<EntryKind> kinds = Set.of();
    private boolean fullTold;
    private long sockets;

    private FilesCapture(CaptureOptions options, RunContext context, CaptureLog log) {
        this.options = options;
        this.context = context;
        this.log = log;
    }

    /**
     * Captures what is there now.
     *
     * @param options what and how
     * @param sink where to
     * @param context the run
     * @throws Exception if there is no backup
     */
    public static void run(CaptureOptions options, BackupSink sink, RunContext context) throws Exception {
        CaptureOptions ordered = options.outerRootsFirst();
        requireRoots(ordered);
        Interrupts.asCancel(context, () -> {
            try (CaptureLog log = new CaptureLog(context, options.failOnChange())) {
                run(ordered, new TreeWalk(ordered, log, context.cancellation()), log, sink, context);
            }
        });
    }

    /**
     * Captures what a source gives.
     *
     * @param options what and how, outer roots first
     * @param source what is stored; closed when this returns
     * @param log where to say what is not
     * @param sink where to
     * @param context the run
     * @throws Exception if there is no backup
     */
    static void run(CaptureOptions options, FoundSource source, CaptureLog log, BackupSink sink, RunContext context)
            throws Exception {
        try (source) {
            new Roots(options.roots().stream().map(PathNames::text).distinct().toList()).record(sink);
            if (!options.leftOut().isEmpty()) {
                sink.fact(PARTIAL, options.leftOut());
            }
            FilesCapture capture = new FilesCapture(options, context, log);
            capture.store(sink, source);
            if (capture.sockets > 0) {
                sink.fact("sockets", Long.toString(capture.sockets));
            }
        }
        log.finish(sink);
    }

    /** Fails if a root is not there. */
    static void requireRoots(CaptureOptions options) {
        for (Path root : options.roots()) {
            if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
                throw missing(root);
            }
        }
    }

    /** Returns the failure of a root that is not there. */
    public static TargetException missing(Path root) {
        return new TargetException(
                Failure.of("HF-FIL-003", "path " + CaptureLog.display(PathNames.text(root)) + " does not exist")
                        .hint("Is its disk mounted, and is the path right?")
                        .with("path", CaptureLog.display(PathNames.text(root))));
    }

    private void store(BackupSink sink, FoundSource source) throws Exception {
        context.progress().step("reading files");
        try (ArchiveWriter archive = sink.archive("")) {
            kinds = archive.kinds();
            Preparer preparer = new Preparer(options.attributes(), context.cancellation());
            try (ReadAhead ahead = new ReadAhead(source, preparer, new BlockCounts(context), context)) {
                for (Batch batch = ahead.next(); batch != null; batch = ahead.next()) {
                    for (Prepared item : batch.items()) {
                        context.cancellation().check();
                        add(archive, batch, item);
                    }
                    ahead.release(batch);
                }
            }
            archive.finish();
        }
    }

    private void add(ArchiveWriter archive, Batch batch, Prepared item) throws Exception {
        String text = item.found().text();
        for (Prepared.Notice notice : item.notices()) {
            if (notice.lost()) {
                log.lost(notice.code(), text, notice.message(), notice.hint());
            } else {
                log.add(Severity.INFO, notice.code(), text, notice.message(), notice.hint());
            }
        }
        EntryMetadata metadata = item.metadata();
        if (item.isUnreadable() || metadata == null) {
            return;
        }
        FileStat stat = item.found().stat();
        EntryName name = item.found().name();
        if (stat.isDirectory()) {
            addPlain(archive, text, ArchiveEntry.directory(name, metadata));
            return;
        }
        EntryName earlier = kinds.contains(EntryKind.HARD_LINK) ? links.earlier(stat) : null;
        if (earlier != null) {
            addPlain(archive, text, ArchiveEntry.hardLink(name, metadata, earlier));
            return;
        }
        if (store(archive, batch, item, name, metadata)) {
            remember(stat, name, text);
        }
    }

    private void remember(FileStat stat, EntryName name, String text) throws IOException {
        if (stat.links() < 2) {
            return;
        }
        if (!kinds.contains(EntryKind.HARD_LINK)) {
            log.add(
                    Severity.WARNING,
                    "HF-FIL-015",
                    text,
                    CaptureLog.display(text) + " has " + stat.links()
                            + " names, and this archive format has no hard links: stored as a file of its own",
                    "Use the format tar.");
            return;
        }
        links.stored(stat, name);
        if (links.isFull() && !fullTold) {
            fullTold = true;
            log.add(
                    Severity.WARNING,
                    "HF-FIL-018",
                    text,
                    "too many files have names elsewhere: from " + CaptureLog.display(text)
                            + " on, further names of one file are stored as files of their own",
                    "Back up the trees that share files as one target.");
        }
    }

    private boolean store(ArchiveWriter archive, Batch batch, Prepared item, EntryName name, EntryMetadata metadata)
            throws Exception {
        FileStat stat = item.found().stat();
        String text = item.found().text();
        if (stat.isRegular()) {
            return storeFile(archive, batch, item, name, metadata);
        }
        if (stat.isLink()) {
            EntryName target = Objects.requireNonNull(item.link(), "a link has a text");
            return addPlain(archive, text, ArchiveEntry.symbolicLink(name, metadata, target));
        }
        if (stat.isFifo()) {
            return addPlain(archive, text, special(name, EntryKind.FIFO, metadata, stat));
        }
        if (stat.isCharacterDevice()) {
            return addPlain(archive, text, special(name, EntryKind.CHARACTER_DEVICE, metadata, stat));
        }
        if (stat.isBlockDevice()) {
            return addPlain(archive, text, special(name, EntryKind.BLOCK_DEVICE, metadata, stat));
        }
        sockets++;
        log.add(
                Severity.INFO,
                "HF-FIL-014",
                text,
                "the " + stat.word() + " " + CaptureLog.display(text)
                        + " is not stored: whoever uses it makes it again",
                "");
        return false;
    }

    private static ArchiveEntry special(EntryName name, EntryKind kind, EntryMetadata metadata, FileStat stat) {
        boolean device = kind != EntryKind.FIFO;
        return new ArchiveEntry(name, kind, metadata, 0, null, device ? stat.deviceNumber() : null, List.of(), null);
    }

    private boolean addPlain(ArchiveWriter archive, String text, ArchiveEntry entry) throws IOException {
        if (!kinds.contains(entry.kind())) {
            log.add(
                    Severity.WARNING,
                    "HF-FIL-015",
                    text,
                    CaptureLog.display(text) + " is not stored: this archive format has no entries of the kind "
                            + entry.kind().word(),
                    "Use the format tar, or exclude it.");
            return false;
        }
        return put(archive, text, entry, ContentSource.none());
    }

    /** Adds an entry; one that the format refuses before it writes anything of it is listed, and the others go on. */
    private boolean put(ArchiveWriter archive, String text, ArchiveEntry entry, ContentSource content)
            throws IOException {
        try {
            archive.add(entry, content);
            return true;
        } catch (TargetException e) {
            if (!REFUSALS.contains(e.code())) {
                throw e;
            }
            log.lost("HF-FIL-015", text, CaptureLog.display(text) + " is not stored: " + e.getMessage(), e.hint());
            return false;
        }
    }

    private boolean storeFile(ArchiveWriter archive, Batch batch, Prepared item, EntryName name, EntryMetadata metadata)
            throws Exception {
        if (item.offset() < 0) {
            return stream(archive, item, name, metadata);
        }
        int size = (int) item.found().stat().size();
        return put(
                archive,
                item.found().text(),
                ArchiveEntry.file(name, metadata, size),
                () -> new ByteArrayInputStream(batch.buffer(), item.offset(), size));
    }

    /** Stores a file that is too large to read ahead, or has holes. */
    private boolean stream(ArchiveWriter archive, Prepared item, EntryName name, EntryMetadata metadata)
            throws Exception {
        Found found = item.found();
        Opened opened = openOrTell(found);
        if (opened == null) {
            return false;
        }
        try (FileChannel channel = opened.channel()) {
            // Of a snapshot's file what it was then: whatever came behind its end is not read.
            FileStat before = found.held() == null ? opened.stat() : found.stat();
            EntryMetadata now = new EntryMetadata(
                    metadata.mode(),
                    metadata.userId(),
                    metadata.groupId(),
                    metadata.user(),
                    metadata.group(),
                    before.modified().toInstant(),
                    metadata.attributes());
            ArchiveEntry entry = entry(item, name, now, before, channel);
            List<Extent> extents =
                    entry.kind() == EntryKind.SPARSE_FILE ? entry.extents() : List.of(new Extent(0, before.size()));
            LiveFileStream content = new LiveFileStream(channel, extents, context.cancellation());
            if (!put(archive, found.text(), entry, () -> content)) {
                return false;
            }
            judge(found, before, content);
            return true;
        }
    }

    /** A file that is open, and what it was then. */
    private record Opened(FileChannel channel, FileStat stat) {}

    private @Nullable Opened openOrTell(Found found) throws IOException {
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                FileStat before = Preparer.lookAgain(found);
                FileChannel channel = Preparer.open(found);
                FileStat after = lookOrClose(found, channel);
                // The same file under this name before and after: so it is the one that is open.
                if (after.inode() == before.inode() && after.device() == before.device()) {
                    return new Opened(channel, after);
                }
                channel.close();
            }
            Prepared.Notice notice = Preparer.changed(found);
            log.lost(notice.code(), found.text(), notice.message() + " and is not stored", notice.hint());
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (NoSuchFileException e) {
            log.vanished(found);
        } catch (IOException e) {
            log.unreadable(found, e);
        }
        return null;
    }

    private static FileStat lookOrClose(Found found, FileChannel channel) throws IOException {
        try {
            return Preparer.lookAgain(found);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private ArchiveEntry entry(
            Prepared item, EntryName name, EntryMetadata metadata, FileStat stat, FileChannel channel)
            throws IOException {
        if (item.mayHaveHoles() && kinds.contains(EntryKind.SPARSE_FILE)) {
            List<Extent> extents = SparseMap.of(channel, stat.size(), context.cancellation());
            boolean whole = extents.isEmpty()
                    || (extents.size() == 1
                            && extents.get(0).offset() == 0
                            && extents.get(0).length() == stat.size());
            if (!whole) {
                return ArchiveEntry.sparse(name, metadata, stat.size(), extents);
            }
        }
        return ArchiveEntry.file(name, metadata, stat.size());
    }

    private void judge(Found found, FileStat before, LiveFileStream content) throws IOException {
        String text = found.text();
        IOException failure = content.failure();
        if (failure != null) {
            log.lost(
                    "HF-FIL-013",
                    text,
                    CaptureLog.display(text) + " could not be read to its end and is filled up with zeros: "
                            + Reasons.of(failure),
                    "Look at the disk that it is on.");
            return;
        }
        if (content.shrank()) {
            log.lost(
                    "HF-FIL-013",
                    text,
                    CaptureLog.display(text) + " became shorter while it was read and is filled up with zeros",
                    "Pause what writes it, or take a snapshot of the file system and back that up.");
            return;
        }
        try {
            FileStat after = Preparer.lookAgain(found);
            // A snapshot's file gets and loses names all the time, which is no change to its content.
            if (found.held() == null ? after.isUnchangedSince(before) : after.hasContentOf(before)) {
                return;
            }
        } catch (IOException e) {
            // Gone or out of reach since: what was read was the whole file, from a name that is no more.
            log.lost(
                    "HF-FIL-011",
                    text,
                    CaptureLog.display(text) + " vanished while it was read",
                    "Exclude files that come and go, or pause what writes them.");
            return;
        }
        Prepared.Notice notice = Preparer.changed(found);
        log.lost(notice.code(), text, notice.message(), notice.hint());
    }
}
