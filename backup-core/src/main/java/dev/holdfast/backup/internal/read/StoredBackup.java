package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.EntryIndexReader;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.Opener;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.store.NamedStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one copy of a backup by its manifest alone, before the commit too. Everything is checked on its way: sizes, the digest of the stored
 * form, the digest of the original bytes, the digest of each entry.
 *
 * <p>For one thread.
 */
public final class StoredBackup implements BackupReader, AutoCloseable {

    private final NamedStore store;
    private final BackupManifest manifest;
    private final Decoders decoders;
    private final ReadContext context;
    private final Map<String, Opener.Opening> openings = new HashMap<>();
    private final List<Scratch> scratches = new ArrayList<>();

    /**
     * Makes a reader; nothing is opened yet.
     *
     * @param store where the copy is
     * @param manifest what it is
     * @param decoders the ways back
     * @param context cancellation, scratch, listener
     */
    public StoredBackup(NamedStore store, BackupManifest manifest, Decoders decoders, ReadContext context) {
        this.store = store;
        this.manifest = manifest;
        this.decoders = decoders;
        this.context = context;
    }

    @Override
    public BackupManifest manifest() {
        return manifest;
    }

    @Override
    public InputStream artifact(String suffix) {
        return ahead(open(find(suffix)));
    }

    private Artifact find(String suffix) {
        return manifest.artifact(suffix).orElseThrow(() -> noArtifact("artifact \"" + suffix + "\""));
    }

    private IntegrityException noArtifact(String what) {
        return new IntegrityException(Failure.of("HF-CAT-006", "backup " + manifest.id() + " has no " + what)
                .hint("Use a backup that was made by the same kind of target; show lists the artifacts of this one."));
    }

    /**
     * Opens an artifact of any role. That of data is read, and its stored form checked, ahead of the decoding.
     *
     * @param artifact one of the manifest's
     * @return the original bytes, checked
     */
    DecodedStream open(Artifact artifact) {
        Damage damage = damage(artifact);
        boolean data = artifact.role() == ArtifactRole.DATA;
        StoredStream checked = openStored(artifact, UnaryOperator.identity());
        InputStream stored = data ? ahead(checked) : checked;
        @Nullable InputStream decoder = null;
        try {
            decoder = decode(artifact, stored, damage);
        } finally {
            if (decoder == null) {
                closeQuietly(stored);
            }
        }
        return new DecodedStream(artifact, stored, decoder, damage, data ? context.listener() : PipelineListener.NONE);
    }

    private AheadStream ahead(InputStream stream) {
        return AheadStream.of(stream, context.executor(), context.cancellation());
    }

    /** Reads the stored form of an artifact to its end, so that all of it is checked. */
    void proveStored(Artifact artifact) {
        try (StoredStream stored = openStored(artifact, this::ahead)) {
            stored.drain(artifact.role() == ArtifactRole.DATA ? context.listener() : PipelineListener.NONE);
        }
    }

    private StoredStream openStored(Artifact artifact, UnaryOperator<InputStream> reading) {
        return new StoredStream(
                store,
                BackupLayout.artifact(manifest.id(), artifact.name()),
                artifact.bytes(),
                artifact.sha256(),
                context.cancellation(),
                damage(artifact),
                reading);
    }

    private Damage damage(Artifact artifact) {
        return new Damage(store.name(), manifest.id().value(), artifact.name());
    }

    /** The encodings are the compressor's, then perhaps the sealer's; the way back is the other way round. */
    private InputStream decode(Artifact artifact, InputStream stored, Damage damage) {
        List<String> encodings = artifact.encodings();
        if (encodings.size() > 2) {
            throw damage.of("HF-CAT-008", "it has encodings that are not known: " + encodings);
        }
        try {
            InputStream in = stored;
            if (encodings.size() == 2) {
                in = opening(encodings.get(1)).open(artifact.name(), in);
            }
            if (!encodings.isEmpty() && !encodings.get(0).equals("none")) {
                in = decoders.compressors().apply(encodings.get(0)).decompress(in);
            }
            return in;
        } catch (IOException e) {
            throw damage.of("HF-CAT-008", "it cannot be decoded: " + e.getMessage(), e);
        }
    }

    private Opener.Opening opening(String encoding) {
        Opener.Opening opening = openings.get(encoding);
        if (opening == null) {
            Opener opener = decoders.openers().apply(encoding);
            try {
                opening = opener.begin(WrappedKeys.latest(store, manifest.id()));
            } catch (BackupException e) {
                throw e;
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new ConfigurationException(
                        Failure.of(
                                        "HF-CAT-021",
                                        "backup " + manifest.id() + " cannot be opened by " + encoding + ": "
                                                + e.getMessage())
                                .hint("Give the key, identity or password that the backup was sealed for."),
                        e);
            }
            openings.put(encoding, opening);
        }
        return opening;
    }

    @Override
    public ArchiveReader archive(String suffix) throws IOException {
        Artifact artifact = findArchive(suffix);
        Artifact index = findIndex(artifact);
        Input input = new Input(artifact);
        @Nullable ArchiveReader reader = null;
        @Nullable EntryIndexReader lines = null;
        boolean open = false;
        try {
            lines = new EntryIndexReader(open(index));
            reader = openArchive(artifact, input);
            CheckedArchiveReader checked =
                    new CheckedArchiveReader(reader, lines, input, damage(artifact), context.listener());
            open = true;
            return checked;
        } finally {
            if (!open) {
                closeQuietly(reader);
                closeQuietly(lines);
                input.close();
            }
        }
    }

    private ArchiveReader openArchive(Artifact artifact, Input input) {
        String format = artifact.archiveFormat();
        if (format == null) {
            throw noArtifact("archive " + artifact.suffix());
        }
        try {
            return decoders.archivers().apply(format).open(input);
        } catch (IOException e) {
            throw damage(artifact).of("HF-CAT-008", "the archive cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(StoredBackup.class).debug("closing after a failure", e);
            }
        }
    }

    private List<Artifact> archives() {
        return manifest.artifacts().stream()
                .filter(artifact -> artifact.role() == ArtifactRole.DATA && artifact.archiveFormat() != null)
                .toList();
    }

    private Artifact findArchive(String suffix) {
        List<Artifact> archives = archives();
        if (suffix.isEmpty() && archives.size() == 1) {
            return archives.get(0);
        }
        return archives.stream()
                .filter(artifact -> artifact.suffix().equals(suffix))
                .findFirst()
                .orElseThrow(() -> noArtifact(suffix.isEmpty() ? "single archive" : "archive \"" + suffix + "\""));
    }

    private Artifact findIndex(Artifact archive) {
        boolean first = archives().get(0).equals(archive);
        String name = BackupLayout.indexName(archive.suffix(), first);
        return manifest.artifacts().stream()
                .filter(artifact -> artifact.role() == ArtifactRole.INDEX)
                .filter(artifact ->
                        artifact.name().equals(name) || artifact.name().startsWith(name + "."))
                .findFirst()
                .orElseThrow(() -> noArtifact("index of archive " + archive.name()));
    }

    @Override
    public Path materialize(String suffix) throws IOException {
        Artifact artifact = find(suffix);
        Scratch scratch = context.scratch().scratch(artifact.originalBytes());
        scratches.add(scratch);
        return write(artifact, scratch);
    }

    private Path write(Artifact artifact, Scratch scratch) throws IOException {
        Path file = scratch.directory().resolve(artifact.suffix());
        try (InputStream in = ahead(open(artifact));
                OutputStream out =
                        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[256 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        return file;
    }

    /** Forgets keys and removes the files that were made. */
    @Override
    public void close() throws IOException {
        openings.values().forEach(Opener.Opening::close);
        openings.clear();
        List<Scratch> made = List.copyOf(scratches);
        scratches.clear();
        @Nullable IOException failure = null;
        for (Scratch scratch : made) {
            try {
                scratch.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What an archive is read from: the decoded stream, or a file in scratch. */
    private final class Input implements ArchiveInput, CheckedArchiveReader.Source {

        private final Artifact artifact;
        private Optional<AheadStream> stream = Optional.empty();
        private Optional<Scratch> scratch = Optional.empty();

        Input(Artifact artifact) {
            this.artifact = artifact;
        }

        @Override
        public InputStream stream() {
            if (stream.isPresent()) {
                throw new IllegalStateException("an archive is opened once");
            }
            AheadStream decoded = ahead(open(artifact));
            stream = Optional.of(decoded);
            // The rest behind the last entry is checked too, so the stream is closed later.
            return new FilterInputStream(decoded) {
                @Override
                public void close() {}
            };
        }

        @Override
        public Path file() throws IOException {
            Scratch made = context.scratch().scratch(artifact.originalBytes());
            scratch = Optional.of(made);
            return write(artifact, made);
        }

        @Override
        public void drain() throws IOException {
            if (stream.isPresent()) {
                stream.get().transferTo(OutputStream.nullOutputStream());
            }
        }

        @Override
        public void close() throws IOException {
            try {
                if (stream.isPresent()) {
                    stream.get().close();
                }
            } finally {
                if (scratch.isPresent()) {
                    scratch.get().close();
                }
            }
        }
    }
}
