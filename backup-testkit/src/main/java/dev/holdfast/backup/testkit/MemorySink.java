package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;

/** The sink of a {@link MemoryBackup}. */
final class MemorySink implements BackupSink {

    private final MemoryBackup backup;
    private final Archiver archiver;

    MemorySink(MemoryBackup backup, Archiver archiver) {
        this.backup = backup;
        this.archiver = archiver;
    }

    @Override
    public OutputStream artifact(String suffix) throws IOException {
        return new Stream(backup.begin(suffix, ArtifactRole.DATA, false));
    }

    @Override
    public OutputStream evidence(String suffix) throws IOException {
        return new Stream(backup.begin(suffix, ArtifactRole.EVIDENCE, false));
    }

    @Override
    public ArchiveWriter archive(String suffix) throws IOException {
        MemoryArtifact artifact = backup.begin(suffix, ArtifactRole.DATA, true);
        try {
            return new Archive(artifact, archiver.create(() -> new ArchiveBody(artifact)));
        } catch (IOException | RuntimeException e) {
            // Nobody got anything to close.
            backup.closed();
            throw e;
        }
    }

    @Override
    public void fact(String name, String value) {
        try {
            backup.fact(name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes on their way into an artifact. */
    private abstract class Body extends OutputStream {
        final MemoryArtifact artifact;
        boolean closed;

        Body(MemoryArtifact artifact) {
            this.artifact = artifact;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (closed) {
                throw new IOException("write to artifact \"" + artifact.suffix() + "\" after its close");
            }
            backup.written(length);
            artifact.body().write(bytes, offset, length);
        }
    }

    private final class Stream extends Body {
        Stream(MemoryArtifact artifact) {
            super(artifact);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                artifact.complete();
                backup.closed();
            }
        }
    }

    private final class ArchiveBody extends Body {
        ArchiveBody(MemoryArtifact artifact) {
            super(artifact);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final class Archive implements ArchiveWriter {
        private final MemoryArtifact artifact;
        private final ArchiveWriter writer;
        private boolean finished;
        private boolean closed;

        Archive(MemoryArtifact artifact, ArchiveWriter writer) {
            this.artifact = artifact;
            this.writer = writer;
        }

        @Override
        public Set<EntryKind> kinds() {
            return writer.kinds();
        }

        @Override
        public void add(ArchiveEntry entry, ContentSource content) throws IOException {
            Digester digester = DigestAlgorithm.CRC32C.digester();
            writer.add(entry, () -> new Digesting(content.open(), digester));
            artifact.entryDigests().add(digester.finish());
        }

        @Override
        public void finish() throws IOException {
            writer.finish();
            finished = true;
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try {
                writer.close();
                if (finished) {
                    artifact.complete();
                }
            } finally {
                backup.closed();
            }
        }
    }

    private static final class Digesting extends BlockInputStream {
        private final Digester digester;

        Digesting(InputStream in, Digester digester) {
            super(in);
            this.digester = digester;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0) {
                digester.update(bytes, offset, read);
            }
            return read;
        }
    }
}
