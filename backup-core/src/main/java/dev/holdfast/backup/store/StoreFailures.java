package dev.holdfast.backup.store;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.text.Amounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what the file system says into what people can act on. */
final class StoreFailures {

    private static final long LAST_BYTES = 64 * 1024;

    private final Path root;

    StoreFailures(Path root) {
        this.root = root;
    }

    StoreException missing(ObjectKey key) {
        return new StoreException(about(Failure.of("HF-STO-002", "no object " + key + " in " + root), key)
                .hint("Look whether the store is the right one, and whether the backup was deleted."));
    }

    StoreException exists(ObjectKey key) {
        return new StoreException(about(Failure.of("HF-STO-003", "object " + key + " exists already in " + root), key)
                .hint("Objects are never overwritten; use another name or delete the backup that has it."));
    }

    StoreException gone() {
        return new StoreException(Failure.of("HF-STO-006", "the store's directory " + root + " is gone or was replaced")
                .with("store", root)
                .retry(RetryStatus.LATER)
                .hint("Mount the disk again or restore the directory; nothing was written beside it."));
    }

    StoreException notAFolder(Path path) {
        return new StoreException(Failure.of("HF-STO-007", path + " is not a directory")
                .with("store", root)
                .with("path", path)
                .hint("A store holds plain directories and files only; replace the link or file by a directory."));
    }

    StoreException notAFile(Path path) {
        return new StoreException(Failure.of("HF-STO-007", path + " is not a regular file")
                .with("store", root)
                .with("path", path)
                .hint("A store holds plain directories and files only; remove what somebody else put there."));
    }

    StoreException folderInTheWay(ObjectKey key) {
        return new StoreException(
                about(Failure.of("HF-STO-008", "object " + key + " collides with a folder or object in " + root), key)
                        .hint("In a directory no name is both an object and a folder of objects; use another name."));
    }

    StoreException broken(ObjectKey key, String why) {
        return new StoreException(
                about(Failure.of("HF-STO-009", "upload of " + key + " cannot be committed: " + why), key)
                        .retry(RetryStatus.LATER)
                        .hint("Run the backup again; nothing of this upload is kept."));
    }

    StoreException full(ObjectKey key, long needed, @Nullable IOException cause) {
        long free = freeBytes();
        String missing = (needed < 0 ? "more" : Amounts.bytes(needed) + " more") + " needed"
                + (free < 0 ? "" : ", " + Amounts.bytes(free) + " free");
        Failure failure = about(
                        Failure.of("HF-STO-010", "no space left in " + root + " for " + key + ": " + missing), key)
                .with("needed", needed < 0 ? "unknown" : Long.toString(needed));
        if (free >= 0) {
            failure = failure.with("free", free);
        }
        return new StoreException(
                failure.retry(RetryStatus.LATER)
                        .hint(
                                "Free space on the store's disk or move the store to a larger one; stored backups are untouched."),
                cause);
    }

    /**
     * Maps a failure.
     *
     * @param action what was tried, for the message: {@code "write orders/x"}
     * @param key the object it was about, if it was about one
     * @param needed bytes still to be written; negative if unknown or none
     * @param e what the file system said
     */
    BackupException of(String action, @Nullable ObjectKey key, long needed, IOException e) {
        if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
            // An interrupt is somebody's cancel, not a fault of the store.
            return new CancelledException(Failure.of("HF-RUN-001", "cancelled: " + action), e);
        }
        String reason = reason(e);
        String words = reason.toLowerCase(Locale.ROOT);
        if (key != null && isFull(words, e)) {
            return full(key, needed, e);
        }
        if (e instanceof AccessDeniedException
                || words.contains("permission denied")
                || words.contains("not permitted")) {
            return denied(action, key, e);
        }
        if (words.contains("read-only") || isReadOnly()) {
            return new StoreException(
                    about(
                                    Failure.of(
                                            "HF-STO-005",
                                            "cannot " + action + ": the file system of " + root + " is read-only"),
                                    key)
                            .hint("Mount it for writing; a disk that turned read-only by itself is about to fail."),
                    e);
        }
        if (words.contains("too many open files")) {
            return new StoreException(
                    about(Failure.of("HF-STO-012", "cannot " + action + ": too many open files"), key)
                            .retry(RetryStatus.LATER)
                            .hint("Raise the process's limit of open files (ulimit -n)."),
                    e);
        }
        return new StoreException(
                about(Failure.of("HF-STO-011", "cannot " + action + " in " + root + ": " + reason), key)
                        .retry(RetryStatus.LATER)
                        .hint("Look at the disk and the system's log, then try again."),
                e);
    }

    /** Maps a failure in the middle of a directory. */
    BackupException of(String action, DirectoryIteratorException e) {
        IOException cause = e.getCause();
        return of(action, null, -1, cause == null ? new IOException(e) : cause);
    }

    private StoreException denied(String action, @Nullable ObjectKey key, IOException e) {
        return new StoreException(
                about(Failure.of("HF-STO-004", "cannot " + action + " in " + root + ": permission denied"), key)
                        .with("user", System.getProperty("user.name", "unknown"))
                        .hint("Give the user that runs the backup the right to read and write the store's directory."),
                e);
    }

    /** The text is the operating system's and may be in any language, so an all but full disk counts too. */
    private boolean isFull(String words, IOException e) {
        if (words.contains("no space left") || words.contains("quota")) {
            return true;
        }
        if (e instanceof FileSystemException known && known.getReason() == null) {
            return false;
        }
        long free = freeBytes();
        return free >= 0 && free < LAST_BYTES;
    }

    private boolean isReadOnly() {
        try {
            return Files.getFileStore(root).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private long freeBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    private Failure about(Failure failure, @Nullable ObjectKey key) {
        Failure more = failure.with("store", root);
        return key == null ? more : more.with("key", key);
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException known) {
            // Without a reason the message is the path, which says nothing about why.
            return known.getReason() == null ? e.getClass().getSimpleName() : known.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
