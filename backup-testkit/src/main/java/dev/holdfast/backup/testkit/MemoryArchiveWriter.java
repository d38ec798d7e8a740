package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.zip.CRC32C;

/** Writes the form of {@link MemoryArchiver}. */
final class MemoryArchiveWriter implements ArchiveWriter {

    private final DataOutputStream out;
    private final Set<EntryKind> kinds;
    private long count;
    private boolean finished;
    private boolean broken;
    private boolean closed;

    MemoryArchiveWriter(OutputStream out, Set<EntryKind> kinds) throws IOException {
        this.out = new DataOutputStream(out);
        this.kinds = kinds;
        this.out.writeInt(MemoryEntryForm.MAGIC);
    }

    @Override
    public Set<EntryKind> kinds() {
        return kinds;
    }

    @Override
    public void add(ArchiveEntry entry, ContentSource content) throws IOException {
        requireUsable("add " + entry.name().display());
        if (!kinds.contains(entry.kind())) {
            throw new RefusedException(Failure.of(
                            "HF-ARC-001",
                            "this archive cannot store the " + entry.kind().word() + " "
                                    + entry.name().display())
                    .hint("Choose another archive format, or leave the entry out.")
                    .with("entry", entry.name().display()));
        }
        broken = true;
        byte[] header = MemoryEntryForm.write(entry);
        CRC32C checksum = new CRC32C();
        checksum.update(header, 0, header.length);
        out.writeByte(MemoryEntryForm.ENTRY);
        out.writeInt(header.length);
        out.write(header);
        out.writeInt((int) checksum.getValue());
        if (entry.kind().hasContent()) {
            copy(entry, content);
        }
        count++;
        broken = false;
    }

    private void copy(ArchiveEntry entry, ContentSource content) throws IOException {
        long wanted = entry.storedSize();
        try (InputStream in = content.open()) {
            byte[] buffer = new byte[64 * 1024];
            long copied = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copied += read;
                if (copied > wanted) {
                    throw new IOException(
                            "the content of " + entry.name().display() + " has more than its " + wanted + " bytes");
                }
                out.write(buffer, 0, read);
            }
            if (copied < wanted) {
                throw new IOException("the content of " + entry.name().display() + " ends after " + copied + " of its "
                        + wanted + " bytes");
            }
        }
    }

    private void requireUsable(String what) throws IOException {
        if (broken || finished || closed) {
            String why = closed ? "it is closed" : finished ? "it is finished" : "an entry failed";
            throw new IOException("cannot " + what + " in the archive: " + why);
        }
    }

    @Override
    public void finish() throws IOException {
        requireUsable("finish");
        out.writeByte(MemoryEntryForm.END);
        out.writeLong(count);
        out.flush();
        finished = true;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            out.close();
        }
    }
}
