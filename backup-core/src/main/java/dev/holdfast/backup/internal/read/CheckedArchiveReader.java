package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Digest;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.internal.format.EntryIndexReader;
import dev.holdfast.backup.internal.format.IndexedEntry;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive and its index side by side: every entry must be in both, and content that is read to its end must have the digest of the
 * index. The end of the archive is only reached if all of it is sound.
 */
final class CheckedArchiveReader implements ArchiveReader {

    /** Releases what the archive is read from, and checks the part of it that no entry uses. */
    interface Source {
        void drain() throws IOException;

        void close() throws IOException;
    }

    private final ArchiveReader archive;
    private final EntryIndexReader index;
    private final Source source;
    private final Damage damage;
    private final PipelineListener listener;
    private @Nullable InputStream content;
    private @Nullable ArchiveEntry entry;
    private @Nullable Digest expected;

    CheckedArchiveReader(
            ArchiveReader archive, EntryIndexReader index, Source source, Damage damage, PipelineListener listener) {
        this.archive = archive;
        this.index = index;
        this.source = source;
        this.damage = damage;
        this.listener = listener;
    }

    @Override
    public Optional<ArchiveEntry> next() throws IOException {
        content = null;
        entry = null;
        Optional<ArchiveEntry> found = nextOfArchive();
        Optional<IndexedEntry> indexed = nextOfIndex();
        if (found.isEmpty()) {
            if (indexed.isPresent()) {
                throw damage.entry(
                        "HF-CAT-012",
                        indexed.get().name().display(),
                        "it is in the index, but the archive ends before it");
            }
            source.drain();
            return found;
        }
        ArchiveEntry now = found.get();
        IndexedEntry line = indexed.orElseThrow(
                () -> damage.entry("HF-CAT-012", now.name().display(), "it is in the archive, but not in the index"));
        if (!line.name().equals(now.name()) || line.kind() != now.kind() || line.size() != now.size()) {
            throw damage.entry(
                    "HF-CAT-012",
                    now.name().display(),
                    "it is not what the index has in its place: " + line.name().display() + ", "
                            + line.kind().word() + ", " + line.size() + " bytes");
        }
        entry = now;
        expected = line.digest();
        listener.entries(1);
        return found;
    }

    private Optional<ArchiveEntry> nextOfArchive() {
        try {
            return archive.next();
        } catch (BackupException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damage.of("HF-CAT-008", "the archive cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<IndexedEntry> nextOfIndex() {
        try {
            return index.next();
        } catch (BackupException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damage.of("HF-CAT-012", "its index cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public InputStream content() {
        ArchiveEntry now = entry;
        if (now == null) {
            throw new IllegalStateException("no entry");
        }
        InputStream open = content;
        if (open == null) {
            open = new Content(archive.content(), now, expected);
            content = open;
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        try (index) {
            archive.close();
        } finally {
            source.close();
        }
    }

    /** The content of one entry; its end is only reached if length and digest hold. */
    private final class Content extends InputStream {

        private final InputStream in;
        private final ArchiveEntry of;
        private final @Nullable Digest digest;
        private final @Nullable Digester digester;
        private long bytes;
        private boolean ended;

        Content(InputStream in, ArchiveEntry of, @Nullable Digest digest) {
            this.in = in;
            this.of = of;
            this.digest = digest;
            this.digester = digest == null ? null : digest.algorithm().digester();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (ended) {
                return -1;
            }
            int n;
            try {
                n = in.read(buffer, offset, length);
            } catch (BackupException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw damage.entry("HF-CAT-008", of.name().display(), "its content cannot be read: " + e.getMessage());
            }
            if (n < 0) {
                requireSound();
                ended = true;
                return -1;
            }
            bytes += n;
            if (bytes > of.storedSize()) {
                throw damage.entry("HF-CAT-011", of.name().display(), "it has more than " + of.storedSize() + " bytes");
            }
            if (digester != null) {
                digester.update(buffer, offset, n);
            }
            return n;
        }

        private void requireSound() {
            if (bytes != of.storedSize()) {
                throw damage.entry(
                        "HF-CAT-011", of.name().display(), "it has " + bytes + " bytes, not " + of.storedSize());
            }
            if (digester != null && !digester.finish().equals(digest)) {
                throw damage.entry(
                        "HF-CAT-011", of.name().display(), "its content is not what was written (digest differs)");
            }
        }
    }
}
