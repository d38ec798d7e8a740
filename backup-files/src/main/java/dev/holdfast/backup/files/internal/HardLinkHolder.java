package dev.holdfast.backup.files.internal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Holds files by a second name: whoever replaces a file replaces the first one only. */
final class HardLinkHolder implements Holder {

    private static final int ATTEMPTS = 3;

    private final WalkLog log;

    HardLinkHolder(WalkLog log) {
        this.log = log;
    }

    @Override
    public @Nullable FileStat hold(Found found, SnapshotPlace place) throws IOException {
        FileStat stat = found.stat();
        try {
            for (int attempt = 1; attempt <= ATTEMPTS && stat.isRegular(); attempt++) {
                if (stat.device() != place.device()) {
                    throw HoldFailures.elsewhere(found.text(), PathNames.text(place.directory()));
                }
                // A link is made to the file itself, and of a symbolic link to what it points to.
                Path source = found.followed() ? found.path().toRealPath() : found.path();
                FileStat held = link(source, stat, place);
                if (held != null) {
                    return held;
                }
                stat = Preparer.lookAgain(found);
            }
        } catch (NoSuchFileException e) {
            log.vanished(found);
            return null;
        } catch (IOException e) {
            if (!Files.isReadable(found.path())) {
                // Without a snapshot it could not be captured either.
                log.unreadable(found, e);
                return null;
            }
            throw HoldFailures.of(HoldBy.HARD_LINK, found.text(), stat.device(), place, Reasons.of(e));
        }
        log.lost(
                "HF-FIL-010",
                found.text(),
                CaptureLog.display(found.text()) + " changed while its snapshot was taken, and is not stored",
                "Pause what writes it.");
        return null;
    }

    /** {@return the file, or {@code null} if the name is that of another one by now} */
    private static @Nullable FileStat link(Path source, FileStat stat, SnapshotPlace place) throws IOException {
        Path name = place.tree(CONTENT).resolve(SnapshotPlace.name(stat.device(), stat.inode()));
        try {
            Files.createLink(name, source);
        } catch (FileAlreadyExistsException e) {
            // The same file under another name: as long as it is held, nothing else can have its number.
            return stat.withoutOneLink();
        }
        FileStat held = FileStat.of(name);
        if (held.inode() == stat.inode()) {
            return held.withoutOneLink();
        }
        Files.delete(name);
        return null;
    }
}
