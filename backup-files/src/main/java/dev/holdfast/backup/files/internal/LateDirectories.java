package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Directories whose mode and times are set when all that belongs in them is there: the last one first, so that what is inside comes before what
 * is around it.
 *
 * <p>There may be millions, so they are kept as bytes, and beyond a few megabytes in scratch.
 */
final class LateDirectories implements AutoCloseable {

    private static final int IN_MEMORY = 4 << 20;

    private final RunContext context;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Deque<Integer> starts = new ArrayDeque<>();
    private final Deque<Long> segments = new ArrayDeque<>();
    private @Nullable Scratch scratch;
    private @Nullable FileChannel file;

    /** Sets the metadata of a directory. */
    interface Setter {
        void set(Path path, String text, EntryMetadata metadata, boolean made) throws IOException, InterruptedException;
    }

    LateDirectories(RunContext context) {
        this.context = context;
    }

    /**
     * Takes a directory.
     *
     * @param path where it is
     * @param text its path in the backup, for messages
     * @param metadata what the archive says of it
     * @param made whether this restore made it
     */
    void add(Path path, String text, EntryMetadata metadata, boolean made) throws IOException {
        starts.addLast(bytes.size());
        out.writeBoolean(made);
        write(PathNames.bytes(path));
        write(new dev.holdfast.backup.spi.EntryName(text).bytes());
        out.writeInt(metadata.mode());
        out.writeLong(metadata.userId());
        out.writeLong(metadata.groupId());
        out.writeUTF(metadata.user());
        out.writeUTF(metadata.group());
        out.writeLong(metadata.modified().getEpochSecond());
        out.writeInt(metadata.modified().getNano());
        out.writeInt(metadata.attributes().size());
        for (ExtendedAttribute attribute : metadata.attributes()) {
            out.writeUTF(attribute.name());
            write(attribute.value());
        }
        if (bytes.size() > IN_MEMORY) {
            spill();
        }
    }

    private void write(byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    /** Sets all, the last one first. */
    void flush(Setter setter) throws IOException, InterruptedException {
        if (file == null) {
            set(bytes.toByteArray(), starts, setter);
            bytes.reset();
            return;
        }
        spill();
        long end = file.size();
        while (!segments.isEmpty()) {
            long start = segments.removeLast();
            ByteBuffer segment = ByteBuffer.allocate((int) (end - start));
            while (segment.hasRemaining() && file.read(segment, start + segment.position()) >= 0) {
                // until the segment is read
            }
            set(segment.array(), startsOf(segment.array()), setter);
            end = start;
        }
    }

    private void spill() throws IOException {
        if (bytes.size() == 0) {
            return;
        }
        if (file == null) {
            scratch = context.scratch(0);
            file = FileChannel.open(
                    scratch.directory().resolve("directories"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        }
        long position = file.size();
        segments.addLast(position);
        ByteBuffer segment = ByteBuffer.wrap(bytes.toByteArray());
        while (segment.hasRemaining()) {
            position += file.write(segment, position);
        }
        bytes.reset();
        starts.clear();
    }

    private static Deque<Integer> startsOf(byte[] segment) throws IOException {
        Deque<Integer> starts = new ArrayDeque<>();
        ByteArrayInputStream in = new ByteArrayInputStream(segment);
        while (in.available() > 0) {
            starts.addLast(segment.length - in.available());
            read(new DataInputStream(in));
        }
        return starts;
    }

    private static void set(byte[] segment, Deque<Integer> starts, Setter setter)
            throws IOException, InterruptedException {
        while (!starts.isEmpty()) {
            int start = starts.removeLast();
            Directory directory =
                    read(new DataInputStream(new ByteArrayInputStream(segment, start, segment.length - start)));
            setter.set(PathNames.path(directory.path()), directory.text(), directory.metadata(), directory.made());
        }
    }

    private record Directory(boolean made, String path, String text, EntryMetadata metadata) {}

    private static Directory read(DataInputStream in) throws IOException {
        boolean made = in.readBoolean();
        String path = name(in);
        String text = name(in);
        int mode = in.readInt();
        long userId = in.readLong();
        long groupId = in.readLong();
        String user = in.readUTF();
        String group = in.readUTF();
        Instant modified = Instant.ofEpochSecond(in.readLong(), in.readInt());
        int count = in.readInt();
        List<ExtendedAttribute> attributes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            attributes.add(new ExtendedAttribute(name, in.readNBytes(in.readInt())));
        }
        return new Directory(
                made, path, text, new EntryMetadata(mode, userId, groupId, user, group, modified, attributes));
    }

    private static String name(DataInputStream in) throws IOException {
        return dev.holdfast.backup.spi.EntryName.ofBytes(in.readNBytes(in.readInt()))
                .value();
    }

    @Override
    public void close() throws IOException {
        try {
            if (file != null) {
                file.close();
            }
        } finally {
            if (scratch != null) {
                scratch.close();
                scratch = null;
            }
        }
    }
}
