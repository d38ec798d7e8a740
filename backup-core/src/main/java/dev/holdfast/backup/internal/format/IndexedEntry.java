package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.Digest;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of the index of an archive.
 *
 * @param name the entry's path
 * @param kind what it is
 * @param size bytes of content, holes counted
 * @param digest the digest of the content as it is stored, or {@code null} for an entry whose content was not read
 */
public record IndexedEntry(
        EntryName name, EntryKind kind, long size, @Nullable Digest digest) {

    /** Requires name and kind. */
    public IndexedEntry {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
    }
}
