package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Snapshots;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of trees: the contents of files in hidden directories, and a list of everything with its metadata as it was then. So a capture from
 * it stores what a capture of the trees themselves would have stored at that moment.
 */
final class FilesSnapshot implements Snapshots.Snapshot {

    private static final String INDEX = "index";

    private final CaptureOptions options;
    private final List<SnapshotPlace> places;
    private final HoldBy how;
    private final CaptureLog log;

    private FilesSnapshot(CaptureOptions options, List<SnapshotPlace> places, HoldBy how, CaptureLog log) {
        this.options = options;
        this.places = places;
        this.how = how;
        this.log = log;
    }

    /**
     * Takes a snapshot; its directories are written down before they are made, and are gone again if this fails.
     *
     * @param options what of which trees
     * @param how how contents are held
     * @param name what the directories' names end with
     * @param records writes down the way back
     * @param context the run
     * @throws Exception if there is no snapshot
     */
    static FilesSnapshot take(
            CaptureOptions options, HoldBy how, String name, SnapshotRecords records, RunContext context)
            throws Exception {
        CaptureOptions ordered = options.outerRootsFirst();
        FilesCapture.requireRoots(ordered);
        List<SnapshotPlace> places = SnapshotPlace.of(ordered, name);
        records.writeDown(places, context);
        CaptureLog log = new CaptureLog(context, options.failOnChange());
        FilesSnapshot snapshot = new FilesSnapshot(ordered, places, how, log);
        try {
            Interrupts.asCancel(context, () -> snapshot.take(context));
            return snapshot;
        } catch (Exception e) {
            try {
                snapshot.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private void take(RunContext context) throws Exception {
        context.progress().step("holding files still");
        makePlaces();
        Set<String> own = new LinkedHashSet<>();
        places.forEach(place -> own.add(PathNames.text(place.directory())));
        Holder holder = how == HoldBy.HARD_LINK ? new HardLinkHolder(log) : new ReflinkHolder(places, log, context);
        OwnerNames owners = new OwnerNames();
        try (SnapshotIndex.Writer index = new SnapshotIndex.Writer(index());
                TreeWalk walk = new TreeWalk(options.leavingOut(own), log, context.cancellation())) {
            for (Found found = walk.next(); found != null; found = walk.next()) {
                hold(found, holder, owners, index);
            }
            index.finish();
        }
        holder.finish();
    }

    private void makePlaces() throws IOException {
        for (SnapshotPlace place : places) {
            try {
                place.make();
                place.makeTree(Holder.CONTENT);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                throw new TargetException(
                        Failure.of(
                                        "HF-FIL-062",
                                        "cannot make the snapshot " + HoldFailures.shown(place.directory()) + ": "
                                                + Reasons.of(e))
                                .hint("Mend the cause, or set snapshot to none.")
                                .retry(RetryStatus.LATER),
                        e);
            }
        }
    }

    private Path index() {
        return places.get(0).directory().resolve(INDEX);
    }

    private void hold(Found seen, Holder holder, OwnerNames owners, SnapshotIndex.Writer index) throws IOException {
        SnapshotPlace place = HeldFiles.placeOf(places, seen.text());
        FileStat stat = seen.stat();
        EntryName link = null;
        List<ExtendedAttribute> attributes = List.of();
        if (stat.isRegular()) {
            FileStat held = holder.hold(seen, place);
            if (held == null) {
                return;
            }
            stat = held;
        } else if (stat.isLink()) {
            link = linkText(seen);
            if (link == null) {
                return;
            }
        } else if (stat.isDirectory()) {
            attributes = attributes(seen);
            FileStat before = place.inside();
            if (before != null && before.inode() == stat.inode() && before.device() == stat.device()) {
                // The snapshot in it has changed it meanwhile.
                stat = stat.withContentOf(before);
            }
        }
        Held held = new Held(
                stat.device(),
                stat.inode(),
                owners.user(stat.userId(), seen.path()),
                owners.group(stat.groupId(), seen.path()),
                link,
                attributes);
        try {
            index.add(new Found(seen.path(), seen.text(), stat, false), held);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw HoldFailures.of(how, seen.text(), place.device(), place, Reasons.of(e));
        }
    }

    private @Nullable EntryName linkText(Found found) throws IOException {
        try {
            return PathNames.linkText(Files.readSymbolicLink(found.path()));
        } catch (NoSuchFileException e) {
            log.vanished(found);
        } catch (IOException e) {
            log.unreadable(found, e);
        }
        return null;
    }

    private List<ExtendedAttribute> attributes(Found found) throws IOException {
        if (!options.attributes()) {
            return List.of();
        }
        try {
            return Attributes.read(found.path(), found.followed());
        } catch (IOException e) {
            Prepared.Notice notice = Preparer.unreadableAttributes(found, e);
            log.lost(notice.code(), found.text(), notice.message(), notice.hint());
            return List.of();
        }
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws Exception {
        Interrupts.asCancel(context, () -> {
            FoundSource held = new HeldFiles(index(), places, how, log, context.cancellation());
            FilesCapture.run(options, held, log, sink, context);
        });
    }

    /** Removes all that was made, cancelled or not. */
    @Override
    public void close() throws IOException {
        try {
            log.close();
        } finally {
            for (SnapshotPlace place : places) {
                SnapshotRecords.remove(place.directory());
            }
        }
    }
}
