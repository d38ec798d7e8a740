package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Writes regular files: always into a new file, never into one that is there. Thread-safe. */
final class FileWriter {

    private static final int PRIVATE = 0600;
    private static final int BUFFER = 256 * 1024;
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> NEW_SPARSE = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ,
            LinkOption.NOFOLLOW_LINKS);
    private static final List<FileAttribute<?>> MODES = modes();

    private final MetadataWriter metadata;
    private final Collisions collisions;
    private final Cancellation cancellation;

    FileWriter(MetadataWriter metadata, Collisions collisions, Cancellation cancellation) {
        this.metadata = metadata;
        this.collisions = collisions;
        this.cancellation = cancellation;
    }

    private static List<FileAttribute<?>> modes() {
        List<FileAttribute<?>> modes = new ArrayList<>(01000);
        PosixFilePermission[] bits = PosixFilePermission.values();
        for (int mode = 0; mode < 01000; mode++) {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            for (int bit = 0; bit < bits.length; bit++) {
                if ((mode & (0400 >> bit)) != 0) {
                    permissions.add(bits[bit]);
                }
            }
            modes.add(PosixFilePermissions.asFileAttribute(permissions));
        }
        return modes;
    }

    /**
     * Writes a file whose content is in memory.
     *
     * @return false if something was there and is left
     */
    boolean small(Place place, ArchiveEntry entry, byte[] buffer, int offset) throws IOException, InterruptedException {
        return write(place, entry, NEW, channel -> {
            ByteBuffer content = ByteBuffer.wrap(buffer, offset, (int) entry.size());
            while (content.hasRemaining()) {
                channel.write(content);
            }
        });
    }

    /**
     * Writes a file from a stream, with its holes if it has any.
     *
     * @return false if something was there and is left
     */
    boolean large(Place place, ArchiveEntry entry, InputStream content) throws IOException, InterruptedException {
        boolean sparse = entry.kind() == EntryKind.SPARSE_FILE;
        return write(place, entry, sparse ? NEW_SPARSE : NEW, channel -> {
            List<Extent> extents = sparse ? entry.extents() : List.of(new Extent(0, entry.size()));
            byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, entry.storedSize()))];
            long end = 0;
            for (Extent extent : extents) {
                copy(content, channel, extent, buffer);
                end = extent.end();
            }
            if (content.read() >= 0) {
                throw new IOException("the content of an entry is longer than its header says");
            }
            if (end < entry.size() || extents.get(extents.size() - 1).length() == 0) {
                lengthen(channel, entry.size());
            }
        });
    }

    private void copy(InputStream content, FileChannel channel, Extent extent, byte[] buffer) throws IOException {
        long position = extent.offset();
        while (position < extent.end()) {
            cancellation.check();
            int wanted = (int) Math.min(buffer.length, extent.end() - position);
            int length = content.readNBytes(buffer, 0, wanted);
            if (length != wanted) {
                throw new IOException("the content of an entry is shorter than its header says");
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        }
    }

    /** Makes a file longer without writing to it: mapping its last byte is the JDK's only way that keeps the hole. */
    private static void lengthen(FileChannel channel, long size) throws IOException {
        if (size > 0 && channel.size() < size) {
            channel.map(FileChannel.MapMode.READ_WRITE, size - 1, 1);
        }
    }

    /** Fills a new file. */
    private interface Filling {
        void fill(FileChannel channel) throws IOException;
    }

    private boolean write(Place place, ArchiveEntry entry, Set<OpenOption> options, Filling filling)
            throws IOException, InterruptedException {
        boolean owned = place.ours() && metadata.isOwn(entry.metadata());
        // In a directory of our own a file that is ours gets its mode as it is made.
        int mode = owned ? entry.metadata().mode() & 0777 : PRIVATE;
        Path path = place.path();
        boolean renamed = false;
        FileChannel channel;
        try {
            channel = FileChannel.open(path, options, MODES.get(mode));
        } catch (FileAlreadyExistsException e) {
            if (collisions.decide(place) == Collisions.Action.SKIP) {
                return false;
            }
            renamed = true;
            path = Collisions.beside(path);
            channel = FileChannel.open(path, options, MODES.get(mode));
        }
        boolean whole = false;
        try {
            try (FileChannel opened = channel) {
                filling.fill(opened);
            }
            int has = owned ? metadata.masked(mode) : -1;
            metadata.write(path, place.path(), place.text(), entry.metadata(), owned, has);
            if (renamed) {
                Collisions.rename(path, place.path());
            }
            whole = true;
            return true;
        } finally {
            if (!whole) {
                // Half a file under a good name would be taken for the file.
                Files.deleteIfExists(path);
            }
        }
    }
}
