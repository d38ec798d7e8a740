package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings the entries of an archive back to their places, in the order of the archive; the archive is trusted with nothing but contents.
 *
 * <p>Small files are written behind, links and special files in batches, and what directories say of themselves at the very end.
 */
final class EntryRestorer implements AutoCloseable {

    private final Roots roots;
    private final List<Placement> placements;
    private final boolean salvage;
    private final RunContext context;
    private final RestoreLog log;
    private final Destination destination;
    private final LateDirectories lateDirectories;
    private final LateTimes lateTimes;
    private final FileWriter files;
    private final NodeMaker nodes;
    private final LinkMaker links;
    private final MetadataWriter metadata;
    private final WriteBehind behind;
    // Directories around the current entry that were not asked for themselves, but may have to be made.
    private final Deque<ArchiveEntry> around = new ArrayDeque<>();
    private String lastMade = "";
    // Writers behind tell of what they leave, too.
    private final LongAdder entries = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    EntryRestorer(Roots roots, List<Placement> placements, RestoreRequest how, RunContext context, RestoreLog log)
            throws IOException {
        this.roots = roots;
        this.placements = placements;
        this.salvage = how.salvage();
        this.context = context;
        this.log = log;
        Path base = placements.get(0).base();
        Machine machine = Machine.probe(base);
        Tools tools = new Tools(context);
        ConflictRule rule = how.onConflict();
        this.lateTimes = new LateTimes(tools, log);
        this.metadata = new MetadataWriter(machine, new Owners(base.getFileSystem()), lateTimes, log, context.clock());
        this.destination = new Destination(rule);
        this.lateDirectories = new LateDirectories(context);
        Collisions collisions = new Collisions(rule);
        this.files = new FileWriter(metadata, collisions, context.cancellation());
        this.nodes = new NodeMaker(tools, metadata, collisions, machine, log);
        this.links = new LinkMaker(metadata, collisions, tools, machine);
        this.behind = new WriteBehind(context, this::writeSmall);
    }

    /**
     * Restores what is wanted of an archive.
     *
     * @param from the backup
     * @param wanted what of it
     */
    void restore(BackupReader from, Wanted wanted) throws Exception {
        pass(from, wanted, false);
        finishFiles();
        if (links.hasOrphans()) {
            // Names of files whose first name was not asked for, or was left as it was: fetch the contents for them.
            pass(from, wanted, true);
            finishFiles();
            links.reportOrphans(log);
        }
    }

    private void pass(BackupReader from, Wanted wanted, boolean orphans) throws Exception {
        try (ArchiveReader archive = from.archive("")) {
            while (true) {
                context.cancellation().check();
                Optional<ArchiveEntry> next = archive.next();
                if (next.isEmpty()) {
                    return;
                }
                try {
                    if (orphans) {
                        adopt(next.get(), archive);
                    } else {
                        restore(next.get(), archive, wanted);
                    }
                } catch (FileSystemException | IntegrityException | TargetException e) {
                    fail(next.get(), e);
                }
            }
        } catch (IntegrityException e) {
            if (!salvage) {
                throw e;
            }
            log.add(
                    Severity.WARNING,
                    "HF-FIL-038",
                    "/",
                    "the rest of the archive cannot be read: " + e.getMessage(),
                    "What was before it is restored; look for another copy of the backup.");
        }
    }

    private void fail(ArchiveEntry entry, Exception e) {
        String text = '/' + entry.name().value();
        String shown = CaptureLog.display(text);
        if (salvage) {
            String why = e instanceof IOException io ? Reasons.of(io) : String.valueOf(e.getMessage());
            entries.decrement();
            bytes.add(-entry.size());
            log.add(Severity.WARNING, "HF-FIL-038", text, "cannot restore " + shown + ": " + why, "");
            return;
        }
        if (e instanceof FileSystemException io) {
            throw new TargetException(
                    Failure.of("HF-FIL-036", "cannot restore " + shown + ": " + Reasons.of(io))
                            .hint("Restore with salvage to another directory to bring back what can be.")
                            .with("path", shown),
                    e);
        }
        throw (RuntimeException) e;
    }

    private void restore(ArchiveEntry entry, ArchiveReader archive, Wanted wanted) throws Exception {
        String text = Hostile.check(entry, roots);
        boolean directory = entry.kind() == EntryKind.DIRECTORY;
        while (!around.isEmpty()
                && !Roots.isBelow(text, '/' + around.peek().name().value())) {
            around.pop();
        }
        if (!wanted.includes(text, directory)) {
            if (directory) {
                around.push(entry);
            }
            return;
        }
        entries.increment();
        bytes.add(entry.size());
        Placement placement = Placement.of(placements, text);
        String relative = placement == null ? null : placement.relative(text);
        if (placement == null || relative == null) {
            // Only strip-root with several roots and an entry above their common directory could come here.
            throw Hostile.outside(entry);
        }
        if (directory) {
            directory(placement, relative, text, entry);
            return;
        }
        if (relative.isEmpty()) {
            throw Hostile.outside(entry);
        }
        int slash = relative.lastIndexOf('/');
        Destination.Way way =
                destination.directory(placement.base(), slash < 0 ? "" : relative.substring(0, slash), this::made);
        if (way == Destination.Way.BLOCKED) {
            skipped(text);
            return;
        }
        Path path = PathNames.resolve(placement.base(), relative);
        place(new Place(path, text, placement, way == Destination.Way.MADE), entry, archive);
    }

    private void place(Place place, ArchiveEntry entry, ArchiveReader archive) throws Exception {
        switch (entry.kind()) {
            case FILE -> {
                if (entry.size() <= WriteBehind.LARGEST) {
                    behind.add(place, entry, archive.content());
                } else if (!files.large(place, entry, archive.content())) {
                    leftAlone(place, entry);
                }
            }
            case SPARSE_FILE -> {
                if (!files.large(place, entry, archive.content())) {
                    leftAlone(place, entry);
                }
            }
            case SYMBOLIC_LINK -> {
                if (!links.symbolic(place, entry)) {
                    skipped(place.text());
                }
            }
            case HARD_LINK -> {
                if (links.hard(place, entry, placements, destination)) {
                    behind.drain();
                    links.flush();
                }
            }
            default -> {
                if (!nodes.add(place, entry)) {
                    skipped(place.text());
                }
            }
        }
    }

    private void directory(Placement placement, String relative, String text, ArchiveEntry entry) throws IOException {
        if (relative.isEmpty()) {
            if (placement.fresh()) {
                lateDirectories.add(placement.base(), text, entry.metadata(), false);
            }
            return;
        }
        around.push(entry);
        lastMade = "";
        Destination.Way way = destination.directory(placement.base(), relative, this::made);
        around.pop();
        if (way == Destination.Way.BLOCKED) {
            skipped(text);
        } else if (!lastMade.equals(text) && (way == Destination.Way.MADE || destination.overwrites())) {
            lateDirectories.add(
                    PathNames.resolve(placement.base(), relative), text, entry.metadata(), way == Destination.Way.MADE);
        }
    }

    /** A directory was made on the way to an entry: give it what the archive said of it, if it is known. */
    private void made(Path path, String relative) throws IOException {
        for (ArchiveEntry entry : around) {
            String text = '/' + entry.name().value();
            Placement placement = Placement.of(placements, text);
            if (placement != null && relative.equals(placement.relative(text))) {
                lateDirectories.add(path, text, entry.metadata(), true);
                lastMade = text;
                return;
            }
        }
        metadata.usual(path);
    }

    private void writeSmall(WriteBehind.Small small, byte[] buffer) throws IOException, InterruptedException {
        try {
            if (!files.small(small.place(), small.entry(), buffer, small.offset())) {
                leftAlone(small.place(), small.entry());
            }
        } catch (FileSystemException | IntegrityException | TargetException e) {
            fail(small.entry(), e);
        }
    }

    /** Another name of a file that is not there under its first name. */
    private void adopt(ArchiveEntry entry, ArchiveReader archive) throws Exception {
        Place place = links.adopt(entry.name().value());
        if (place == null) {
            return;
        }
        if (entry.kind().hasContent()) {
            if (files.large(place, entry, archive.content())) {
                bytes.add(entry.size());
            } else {
                skipped(place.text());
            }
        } else {
            place(place, entry, archive);
        }
        links.adopted(entry.name().value());
    }

    private void leftAlone(Place place, ArchiveEntry entry) {
        links.leftAlone(entry.name().value());
        bytes.add(-entry.size());
        skipped(place.text());
    }

    private void skipped(String text) {
        entries.decrement();
        log.add(
                Severity.INFO,
                "HF-FIL-041",
                text,
                CaptureLog.display(text) + " was there already and is left as it was",
                "");
    }

    private void finishFiles() throws Exception {
        behind.drain();
        nodes.flush();
        links.flush();
    }

    /** Does what can only be done when all entries are in their places. */
    void finish() throws Exception {
        lateTimes.flush();
        lateDirectories.flush(
                (path, text, of, made) -> metadata.write(path, path, text, of, made && metadata.isOwn(of), -1));
        lateTimes.flush();
    }

    /** {@return how many entries are there now} */
    long entries() {
        return entries.sum();
    }

    /** {@return how many bytes of content they have} */
    long bytes() {
        return bytes.sum();
    }

    @Override
    public void close() throws IOException {
        behind.close();
        lateDirectories.close();
    }
}
