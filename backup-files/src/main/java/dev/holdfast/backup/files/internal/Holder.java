package dev.holdfast.backup.files.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Holds the content of files still. For one thread. */
interface Holder {

    /** The tree of a place that has the contents. */
    String CONTENT = "content";

    /**
     * Holds a file.
     *
     * @param found a regular file
     * @param place where
     * @return the file as it is held; {@code null} if it is not, which was told
     * @throws dev.holdfast.backup.TargetException {@code HF-FIL-061} or {@code HF-FIL-062} if the file is there and cannot be held
     */
    @Nullable FileStat hold(Found found, SnapshotPlace place) throws IOException;

    /** Ends what is still under way; then all that was given to it is held. */
    default void finish() throws IOException, InterruptedException {}
}
