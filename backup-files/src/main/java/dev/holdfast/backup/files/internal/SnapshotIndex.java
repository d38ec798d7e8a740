package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of what a snapshot holds, in the order of the walk, on disk: a tree of any size takes no memory. It lives as long as its snapshot and
 * is read by the process that wrote it, so its form is nobody else's.
 */
final class SnapshotIndex {

    private static final int BUFFER = 1 << 16;

    private SnapshotIndex() {}

    /** Writes the list. */
    static final class Writer implements Closeable {

        private final DataOutputStream out;
        private String last = "";

        Writer(Path file) throws IOException {
            out = new DataOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER));
        }

        /** Adds a thing of which a snapshot holds what {@code held} says. */
        void add(Found found, Held held) throws IOException {
            out.writeBoolean(true);
            int same = common(last, found.text());
            out.writeShort(same);
            out.writeUTF(found.text().substring(same));
            last = found.text();
            write(found.stat());
            out.writeUTF(held.user());
            out.writeUTF(held.group());
            out.writeUTF(held.link() == null ? "" : held.link().value());
            out.writeInt(held.attributes().size());
            for (ExtendedAttribute attribute : held.attributes()) {
                out.writeUTF(attribute.name());
                out.writeInt(attribute.value().length);
                out.write(attribute.value());
            }
        }

        private void write(FileStat stat) throws IOException {
            out.writeInt(stat.mode());
            out.writeLong(stat.userId());
            out.writeLong(stat.groupId());
            out.writeLong(stat.size());
            Instant modified = stat.modified().toInstant();
            out.writeLong(modified.getEpochSecond());
            out.writeInt(modified.getNano());
            out.writeLong(stat.device());
            out.writeLong(stat.inode());
            out.writeInt(stat.links());
            out.writeLong(stat.deviceType());
        }

        private static int common(String one, String other) {
            int most = Math.min(one.length(), other.length());
            int same = 0;
            while (same < most && one.charAt(same) == other.charAt(same)) {
                same++;
            }
            return same;
        }

        /** Ends the list; one that was not ended is not whole. */
        void finish() throws IOException {
            out.writeBoolean(false);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Reads the list. For one thread at a time. */
    static final class Reader implements Closeable {

        private final DataInputStream in;
        private String last = "";
        private boolean ended;

        Reader(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        }

        /**
         * Returns the next thing, with the path where it was found.
         *
         * @return it, or {@code null} at the end
         */
        @Nullable Found next() throws IOException {
            if (ended || !in.readBoolean()) {
                ended = true;
                return null;
            }
            String text = last.substring(0, in.readUnsignedShort()) + in.readUTF();
            last = text;
            FileStat stat = stat();
            String user = in.readUTF();
            String group = in.readUTF();
            String link = in.readUTF();
            List<ExtendedAttribute> attributes = new ArrayList<>(0);
            for (int left = in.readInt(); left > 0; left--) {
                String name = in.readUTF();
                attributes.add(new ExtendedAttribute(name, in.readNBytes(in.readInt())));
            }
            Held held = new Held(
                    stat.device(), stat.inode(), user, group, link.isEmpty() ? null : new EntryName(link), attributes);
            return new Found(PathNames.path(text), text, stat, false, held);
        }

        private FileStat stat() throws IOException {
            int mode = in.readInt();
            long user = in.readLong();
            long group = in.readLong();
            long size = in.readLong();
            FileTime modified = FileTime.from(Instant.ofEpochSecond(in.readLong(), in.readInt()));
            return new FileStat(
                    mode,
                    user,
                    group,
                    size,
                    modified,
                    modified,
                    in.readLong(),
                    in.readLong(),
                    in.readInt(),
                    in.readLong());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
