package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something that a walk came across.
 *
 * @param path where it is
 * @param text its absolute path in the escaped form of {@link EntryName}
 * @param stat what it is
 * @param followed whether it is what a symbolic link points to
 * @param held what a snapshot keeps of it, {@code path} being its content there if it is a file; {@code null} if it is the live one
 */
record Found(
        Path path,
        String text,
        FileStat stat,
        boolean followed,
        @Nullable Held held) {

    Found(Path path, String text, FileStat stat, boolean followed) {
        this(path, text, stat, followed, null);
    }

    /** Returns the name of its entry: the full path without the leading slash. */
    EntryName name() {
        return new EntryName(text.substring(1));
    }
}
