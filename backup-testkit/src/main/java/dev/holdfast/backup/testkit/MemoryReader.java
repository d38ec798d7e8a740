package dev.holdfast.backup.testkit;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Digest;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.BackupReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reader of a {@link MemoryBackup}; checks bytes against the digests that were taken when they were written. */
final class MemoryReader implements BackupReader {

    private final MemoryBackup backup;
    private final Archiver archiver;
    private @Nullable String open;

    MemoryReader(MemoryBackup backup, Archiver archiver) {
        this.backup = backup;
        this.archiver = archiver;
    }

    @Override
    public BackupManifest manifest() {
        return backup.manifest();
    }

    @Override
    public InputStream artifact(String suffix) throws IOException {
        MemoryArtifact artifact = find(suffix, false);
        begin("artifact \"" + suffix + "\"");
        return new Checked(artifact) {
            @Override
            public void close() {
                open = null;
            }
        };
    }

    @Override
    public ArchiveReader archive(String suffix) throws IOException {
        MemoryArtifact artifact = find(suffix, true);
        begin("archive \"" + suffix + "\"");
        try {
            return new Archive(artifact, archiver.open(new Input(artifact)));
        } catch (IOException | RuntimeException e) {
            open = null;
            throw e;
        }
    }

    @Override
    public Path materialize(String suffix) throws IOException {
        Path file = backup.newFile(suffix.isEmpty() ? archiver.format() : suffix);
        MemoryArtifact artifact = backup.complete().stream()
                        .anyMatch(each -> each.isArchive() && each.suffix().equals(suffix))
                ? find(suffix, true)
                : find(suffix, false);
        try (InputStream in = new Checked(artifact)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private void begin(String what) throws IOException {
        backup.reading();
        if (open != null) {
            throw new IOException(what + " is opened while " + open + " is open");
        }
        open = what;
    }

    private MemoryArtifact find(String suffix, boolean archive) {
        List<MemoryArtifact> found = backup.complete().stream()
                .filter(artifact -> artifact.isArchive() == archive)
                .filter(artifact -> (archive && suffix.isEmpty())
                        || artifact.suffix().equals(suffix)
                        || (archive && artifact.suffix().isEmpty() && suffix.equals(archiver.format())))
                .toList();
        if (found.size() != 1) {
            throw new IntegrityException(Failure.of(
                            "HF-CAT-006",
                            "the backup has " + found.size() + (archive ? " archives" : " artifacts") + " \"" + suffix
                                    + "\"")
                    .with("suffix", suffix));
        }
        return found.get(0);
    }

    private static IntegrityException damaged(String what) {
        return new IntegrityException(Failure.of("TESTKIT-021", what + " is damaged: its digest is another"));
    }

    private static final class Input implements ArchiveInput {
        private final MemoryArtifact artifact;

        Input(MemoryArtifact artifact) {
            this.artifact = artifact;
        }

        @Override
        public InputStream stream() {
            return new Checked(artifact);
        }

        @Override
        public Path file() throws IOException {
            Path file = Files.createTempFile("holdfast-test-", ".archive");
            file.toFile().deleteOnExit();
            return Files.write(file, artifact.content());
        }
    }

    /** Fails at the end of bytes that are not those that were written. */
    private static class Checked extends BlockInputStream {
        private final MemoryArtifact artifact;
        private final Digester digester = DigestAlgorithm.CRC32C.digester();
        private boolean ended;

        Checked(MemoryArtifact artifact) {
            super(new ByteArrayInputStream(artifact.content()));
            this.artifact = artifact;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0) {
                digester.update(bytes, offset, read);
            } else if (read < 0 && !ended) {
                ended = true;
                Digest written = MemoryBackup.digest(DigestAlgorithm.CRC32C, artifact.original());
                if (!digester.finish().equals(written)) {
                    throw damaged("artifact \"" + artifact.suffix() + "\"");
                }
            }
            return read;
        }
    }

    private final class Archive implements ArchiveReader {
        private final MemoryArtifact artifact;
        private final ArchiveReader reader;
        private int number = -1;
        private InputStream content = InputStream.nullInputStream();

        Archive(MemoryArtifact artifact, ArchiveReader reader) {
            this.artifact = artifact;
            this.reader = reader;
        }

        @Override
        public Optional<ArchiveEntry> next() throws IOException {
            Optional<ArchiveEntry> next = reader.next();
            if (next.isEmpty()) {
                if (number + 1 != artifact.entryDigests().size()) {
                    throw damaged("archive \"" + artifact.suffix() + "\"");
                }
                return next;
            }
            number++;
            if (number >= artifact.entryDigests().size()) {
                throw damaged("archive \"" + artifact.suffix() + "\"");
            }
            content = new CheckedContent(
                    reader.content(),
                    artifact.entryDigests().get(number),
                    next.get().name().display());
            return next;
        }

        @Override
        public InputStream content() {
            return content;
        }

        @Override
        public void close() throws IOException {
            open = null;
            reader.close();
        }
    }

    private static final class CheckedContent extends BlockInputStream {
        private final Digest written;
        private final String entry;
        private final Digester digester = DigestAlgorithm.CRC32C.digester();
        private boolean ended;

        CheckedContent(InputStream in, Digest written, String entry) {
            super(in);
            this.written = written;
            this.entry = entry;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0) {
                digester.update(bytes, offset, read);
            } else if (read < 0 && !ended) {
                ended = true;
                if (!digester.finish().equals(written)) {
                    throw damaged("entry " + entry);
                }
            }
            return read;
        }

        @Override
        public void close() {
            // The reader owns the content below.
        }
    }
}
