package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which files with several names were stored already; a file is forgotten when all its names came.
 *
 * <p>A tree whose files have most of their names elsewhere would fill it, so it is bounded: beyond the limit further files with several names
 * are not remembered, and {@link #isFull()} tells so.
 */
final class HardLinks {

    private static final int LIMIT = 200_000;

    private final Map<FileId, First> firsts = new HashMap<>();
    private boolean full;

    private record FileId(long device, long inode) {}

    private static final class First {
        private final byte[] name;
        private int missing;

        First(byte[] name, int missing) {
            this.name = name;
            this.missing = missing;
        }
    }

    /**
     * Finds the entry that has the content of a file.
     *
     * @param stat the file
     * @return the name of the earlier entry, or {@code null} if there is none
     */
    @Nullable EntryName earlier(FileStat stat) {
        if (stat.links() < 2) {
            return null;
        }
        FileId id = new FileId(stat.device(), stat.inode());
        First first = firsts.get(id);
        if (first == null) {
            return null;
        }
        if (--first.missing == 0) {
            firsts.remove(id);
        }
        return EntryName.ofBytes(first.name);
    }

    /**
     * Remembers that an entry with the content of a file was stored.
     *
     * @param stat the file
     * @param name the entry
     */
    void stored(FileStat stat, EntryName name) {
        if (stat.links() < 2) {
            return;
        }
        if (firsts.size() >= LIMIT) {
            full = true;
            return;
        }
        firsts.put(new FileId(stat.device(), stat.inode()), new First(name.bytes(), stat.links() - 1));
    }

    /** Tells whether a file was not remembered, so that its further names are stored as files of their own. */
    boolean isFull() {
        return full;
    }
}
