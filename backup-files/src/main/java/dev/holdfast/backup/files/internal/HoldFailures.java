package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import java.nio.file.Path;

/** Why a file could not be held still. */
final class HoldFailures {

    private HoldFailures() {}

    /**
     * Makes the failure of a file that is there and cannot be held.
     *
     * @param how what was tried
     * @param text the file
     * @param device its file system
     * @param place where it was to be held
     * @param reason in a few words
     */
    static TargetException of(HoldBy how, String text, long device, SnapshotPlace place, String reason) {
        return isElsewhere(text, device, place)
                ? elsewhere(text, PathNames.text(place.directory()))
                : new TargetException(Failure.of(
                                "HF-FIL-062",
                                "cannot hold " + CaptureLog.display(text) + " still by " + how.words() + ": " + reason)
                        .hint("Exclude it, mend the cause, or set snapshot to none.")
                        .retry(RetryStatus.LATER)
                        .with("path", CaptureLog.display(text)));
    }

    private static boolean isElsewhere(String text, long device, SnapshotPlace place) {
        return device != place.device()
                || place.roots().stream().anyMatch(root -> Roots.isBelow(text, root) && Mounts.isBetween(root, text));
    }

    /** Makes the failure of what a snapshot cannot reach. */
    static TargetException elsewhere(String text, String directory) {
        return new TargetException(otherFileSystem(text, directory));
    }

    static Failure otherFileSystem(String text, String directory) {
        return Failure.of(
                        "HF-FIL-061",
                        CaptureLog.display(text) + " is on another file system than "
                                + CaptureLog.display(directory)
                                + ", and a snapshot does not reach from one to the other")
                .hint("Exclude it, set one-file-system, or add the directory where it is mounted to the paths.")
                .with("path", CaptureLog.display(text));
    }

    /** Returns a path for messages. */
    static String shown(Path path) {
        return CaptureLog.display(PathNames.text(path));
    }
}
