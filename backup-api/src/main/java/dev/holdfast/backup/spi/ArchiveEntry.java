package dev.holdfast.backup.spi;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an archive, without its content.
 *
 * @param name its path, separated by {@code /}; a file's is its full path without the leading slash
 * @param kind what it is
 * @param metadata mode, owner, time, attributes
 * @param size for kinds with content the size in bytes, holes counted; else 0
 * @param link for a symbolic link its text, for a hard link the name of the earlier entry, else {@code null}
 * @param device for a device its number, else {@code null}
 * @param extents for {@link EntryKind#SPARSE_FILE} the stretches with data, ascending and apart; else empty
 * @param version equal versions of one name promise equal content; {@code null} if the target vouches for nothing
 */
public record ArchiveEntry(
        EntryName name,
        EntryKind kind,
        EntryMetadata metadata,
        long size,
        @Nullable EntryName link,
        @Nullable DeviceNumber device,
        List<Extent> extents,
        @Nullable String version) {

    /**
     * Validates that what the kind needs is there, and nothing else.
     *
     * @param name its path, separated by {@code /}; a file's is its full path without the leading slash
     * @param kind what it is
     * @param metadata mode, owner, time, attributes
     * @param size for kinds with content the size in bytes, holes counted; else 0
     * @param link for a symbolic link its text, for a hard link the name of the earlier entry, else {@code null}
     * @param device for a device its number, else {@code null}
     * @param extents for {@link EntryKind#SPARSE_FILE} the stretches with data, ascending and apart; else empty
     * @param version equal versions of one name promise equal content; {@code null} if the target vouches for nothing
     */
    public ArchiveEntry {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(metadata, "metadata");
        extents = List.copyOf(extents);
        boolean linked = kind == EntryKind.SYMBOLIC_LINK || kind == EntryKind.HARD_LINK;
        boolean isDevice = kind == EntryKind.CHARACTER_DEVICE || kind == EntryKind.BLOCK_DEVICE;
        if (size < 0 || (size > 0 && !kind.hasContent())) {
            throw new IllegalArgumentException("size " + size + " for " + kind.word() + " " + name.display());
        }
        if (linked != (link != null) || isDevice != (device != null)) {
            throw new IllegalArgumentException(
                    "link or device missing or too many for " + kind.word() + " " + name.display());
        }
        if (kind != EntryKind.SPARSE_FILE && !extents.isEmpty()) {
            throw new IllegalArgumentException("extents for " + kind.word() + " " + name.display());
        }
        long end = 0;
        for (Extent extent : extents) {
            if (extent.offset() < end || extent.end() > size) {
                throw new IllegalArgumentException("extents out of order or beyond the end of " + name.display());
            }
            end = extent.end();
        }
    }

    /**
     * Makes a regular file.
     *
     * @param name its path
     * @param metadata mode, owner, time
     * @param size bytes of content
     * @return the entry
     */
    public static ArchiveEntry file(EntryName name, EntryMetadata metadata, long size) {
        return new ArchiveEntry(name, EntryKind.FILE, metadata, size, null, null, List.of(), null);
    }

    /**
     * Makes a regular file of an application's own making, mode 0600.
     *
     * @param name its path
     * @param size bytes of content
     * @param modified when the content changed
     * @return the entry
     */
    public static ArchiveEntry file(String name, long size, Instant modified) {
        return file(new EntryName(name), EntryMetadata.of(0600, modified), size);
    }

    /**
     * Makes a file with holes.
     *
     * @param name its path
     * @param metadata mode, owner, time
     * @param size bytes, holes counted
     * @param extents the stretches with data
     * @return the entry
     */
    public static ArchiveEntry sparse(EntryName name, EntryMetadata metadata, long size, List<Extent> extents) {
        return new ArchiveEntry(name, EntryKind.SPARSE_FILE, metadata, size, null, null, extents, null);
    }

    /**
     * Makes a directory.
     *
     * @param name its path
     * @param metadata mode, owner, time
     * @return the entry
     */
    public static ArchiveEntry directory(EntryName name, EntryMetadata metadata) {
        return new ArchiveEntry(name, EntryKind.DIRECTORY, metadata, 0, null, null, List.of(), null);
    }

    /**
     * Makes a symbolic link.
     *
     * @param name its path
     * @param metadata owner and time
     * @param text what it points to
     * @return the entry
     */
    public static ArchiveEntry symbolicLink(EntryName name, EntryMetadata metadata, EntryName text) {
        return new ArchiveEntry(name, EntryKind.SYMBOLIC_LINK, metadata, 0, text, null, List.of(), null);
    }

    /**
     * Makes a further name of an earlier entry.
     *
     * @param name its path
     * @param metadata mode, owner, time
     * @param earlier the name of the entry that has the content
     * @return the entry
     */
    public static ArchiveEntry hardLink(EntryName name, EntryMetadata metadata, EntryName earlier) {
        return new ArchiveEntry(name, EntryKind.HARD_LINK, metadata, 0, earlier, null, List.of(), null);
    }

    /** {@return how many bytes its content source gives: the sum of the extents of a sparse file, else the size} */
    public long storedSize() {
        if (kind != EntryKind.SPARSE_FILE) {
            return size;
        }
        long sum = 0;
        for (Extent extent : extents) {
            sum += extent.length();
        }
        return sum;
    }
}
