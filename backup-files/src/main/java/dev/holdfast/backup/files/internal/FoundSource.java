package dev.holdfast.backup.files.internal;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a capture stores, one thing after the other: a directory before what is in it. For one thread at a time. */
interface FoundSource extends Closeable {

    /**
     * Returns the next thing.
     *
     * @return it, or {@code null} at the end
     * @throws IOException if there is no way to go on
     */
    @Nullable Found next() throws IOException;
}
