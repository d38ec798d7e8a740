package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/** Reads all of a found thing that can be read ahead: metadata, the text of a link, the content of a small file. Thread-safe. */
final class Preparer {

    private static final int ATTEMPTS = 3;
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> READ_NO_FOLLOW = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private final boolean attributes;
    private final OwnerNames owners = new OwnerNames();
    private final Cancellation cancellation;

    Preparer(boolean attributes, Cancellation cancellation) {
        this.attributes = attributes;
        this.cancellation = cancellation;
    }

    /** Opens a regular file for reading. */
    static FileChannel open(Found found) throws IOException {
        return FileChannel.open(found.path(), found.followed() ? READ : READ_NO_FOLLOW);
    }

    /** Looks at a found thing again. */
    static FileStat lookAgain(Found found) throws IOException {
        return found.followed() ? FileStat.following(found.path()) : FileStat.of(found.path());
    }

    /**
     * Reads ahead.
     *
     * @param prepared what was found
     * @param buffer where content goes
     * @param room how much of the buffer is for this file; 0 if its content is not to be read
     */
    void prepare(Prepared prepared, byte[] buffer, int offset, int room) {
        cancellation.check();
        Found found = prepared.found();
        try {
            if (found.stat().isLink()) {
                prepared.link(linkText(found));
            } else if (found.stat().isRegular() && found.stat().size() == 0) {
                prepared.offset(0);
            } else if (found.stat().isRegular() && room > 0) {
                readContent(prepared, buffer, offset, room);
            }
        } catch (NoSuchFileException e) {
            prepared.unreadable();
            prepared.notice(new Prepared.Notice(
                    true,
                    "HF-FIL-011",
                    CaptureLog.display(found.text()) + " vanished before it was read",
                    "Exclude files that come and go, or pause what writes them."));
            return;
        } catch (IOException e) {
            prepared.unreadable();
            prepared.notice(unreadable(found, e));
            return;
        }
        prepared.metadata(metadata(prepared));
    }

    private static EntryName linkText(Found found) throws IOException {
        Held held = found.held();
        return held != null && held.link() != null
                ? held.link()
                : PathNames.linkText(Files.readSymbolicLink(found.path()));
    }

    static Prepared.Notice unreadable(Found found, IOException e) {
        return new Prepared.Notice(
                true,
                "HF-FIL-012",
                "cannot read " + found.stat().word() + " " + CaptureLog.display(found.text()) + ": " + Reasons.of(e),
                "Give the user of this process the right to read it, or exclude it.");
    }

    static Prepared.Notice unreadableAttributes(Found found, IOException e) {
        return new Prepared.Notice(
                true,
                "HF-FIL-016",
                "cannot read the extended attributes of " + CaptureLog.display(found.text()) + ": " + Reasons.of(e),
                "Give the user of this process the right to read it, or set attributes to false.");
    }

    static Prepared.Notice changed(Found found) {
        if (found.held() != null) {
            return new Prepared.Notice(
                    true,
                    "HF-FIL-010",
                    CaptureLog.display(found.text()) + " was written into after its snapshot was taken",
                    "Take snapshots by reflink, or none, of files that are written into instead of replaced.");
        }
        return new Prepared.Notice(
                true,
                "HF-FIL-010",
                CaptureLog.display(found.text()) + " changed while it was read",
                "Pause what writes it, or take a snapshot of the file system and back that up.");
    }

    private void readContent(Prepared prepared, byte[] buffer, int offset, int room) throws IOException {
        // A file that changed between the look and the reading is read again: only one that keeps changing is torn.
        for (int attempt = 1; ; attempt++) {
            Found found = prepared.found();
            int size = (int) found.stat().size();
            int length = read(found, buffer, offset, size);
            if (length == size && isUnchanged(found)) {
                prepared.offset(offset);
                return;
            }
            if (found.held() != null) {
                // Looking again would give what came after the snapshot; how long it was then is all that is left of
                // it.
                java.util.Arrays.fill(buffer, offset + length, offset + size, (byte) 0);
                prepared.offset(offset);
                prepared.notice(changed(found));
                return;
            }
            FileStat after = lookAgain(found);
            if (!after.isRegular()) {
                throw new NoSuchFileException(found.path().toString());
            }
            if (attempt == ATTEMPTS || after.size() > room) {
                java.util.Arrays.fill(buffer, offset + length, offset + size, (byte) 0);
                prepared.offset(offset);
                prepared.notice(changed(found));
                return;
            }
            prepared.seenAgain(after);
        }
    }

    /** A look at what a write changes, at half the cost of a look at all. A file that was replaced meanwhile was read whole all the same. */
    private static boolean isUnchanged(Found found) throws IOException {
        BasicFileAttributes now =
                Files.readAttributes(found.path(), BasicFileAttributes.class, found.followed() ? FOLLOW : NO_FOLLOW);
        return now.size() == found.stat().size()
                && now.lastModifiedTime().equals(found.stat().modified());
    }

    private static int read(Found found, byte[] buffer, int offset, int size) throws IOException {
        try (FileChannel channel = open(found)) {
            ByteBuffer target = ByteBuffer.wrap(buffer, offset, size);
            while (target.hasRemaining() && channel.read(target) >= 0) {
                // until all is read or the file ends
            }
            return size - target.remaining();
        }
    }

    private EntryMetadata metadata(Prepared prepared) {
        Found found = prepared.found();
        FileStat stat = found.stat();
        Path path = found.path();
        Held held = found.held();
        List<ExtendedAttribute> extended = held == null ? List.of() : held.attributes();
        if (attributes && (stat.isRegular() || (stat.isDirectory() && held == null))) {
            try {
                extended = Attributes.read(path, found.followed());
            } catch (IOException e) {
                prepared.notice(unreadableAttributes(found, e));
            }
        }
        return new EntryMetadata(
                stat.permissions(),
                stat.userId(),
                stat.groupId(),
                held != null ? held.user() : owners.user(stat.userId(), path),
                held != null ? held.group() : owners.group(stat.groupId(), path),
                stat.modified().toInstant(),
                extended);
    }
}
