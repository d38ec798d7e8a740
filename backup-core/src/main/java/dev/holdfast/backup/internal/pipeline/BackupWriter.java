package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.EntryIndexWriter;
import dev.holdfast.backup.internal.format.Hashes;
import dev.holdfast.backup.internal.format.LibraryVersion;
import dev.holdfast.backup.internal.format.ManifestJson;
import dev.holdfast.backup.internal.format.Note;
import dev.holdfast.backup.internal.format.RestoreGuide;
import dev.holdfast.backup.internal.format.Sha256Sums;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.Sealer;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes one backup to several stores at once: target, archiver, compressor, sealer, digest, all stores, in one pass and bounded memory.
 *
 * <p>The order of use is {@link #sink()}, {@link #prepare}, {@link #commit()}, {@link #close()}. A store that fails drops out; when none is
 * left, whatever is being done throws the first failure. For one thread, the capturing one; {@link #drop}, {@link #dropped()} and {@link
 * #remaining()} are for any thread.
 */
public final class BackupWriter implements AutoCloseable {

    /** The buffers on their way, 256 KiB each. */
    private static final int CHUNKS = 16;

    private final BackupId id;
    private final String filePrefix;
    private final Encoding encoding;
    private final PipelineContext context;
    private final Map<String, CommitProtocol> stores = new LinkedHashMap<>();
    private final Standing standing;
    private final BufferPool pool = new BufferPool(CHUNKS);
    private final WriterSink sink = new WriterSink(new Streams());
    private final List<Artifact> artifacts = new ArrayList<>();
    private final LongAdder storedBytes = new LongAdder();
    private Sealer.@Nullable Sealing sealing;
    private @Nullable BackupManifest manifest;
    private byte @Nullable [] manifestBytes;

    /**
     * Begins a backup; nothing is written yet.
     *
     * @param id its id
     * @param filePrefix how the names of artifacts begin, before suffix and encodings
     * @param stores where it goes, at least one, names apart
     * @param encoding how bytes are encoded
     * @param context the run
     */
    public BackupWriter(
            BackupId id, String filePrefix, List<NamedStore> stores, Encoding encoding, PipelineContext context) {
        this.id = id;
        this.filePrefix = filePrefix;
        this.encoding = encoding;
        this.context = context;
        this.standing = new Standing(context.listener());
        for (NamedStore store : stores) {
            this.stores.put(store.name(), new CommitProtocol(store, id));
        }
        if (this.stores.isEmpty() || this.stores.size() != stores.size()) {
            throw new IllegalArgumentException("stores without, or with one, name: " + stores);
        }
    }

    /** Returns what to hand to the target; the same at each call. */
    public BackupSink sink() {
        return sink;
    }

    /** Returns the artifacts that are complete, in the order in which they were begun. */
    public List<Artifact> artifacts() {
        return List.copyOf(artifacts);
    }

    /** Returns how many bytes of artifacts were handed to the stores so far, those of artifacts that are not complete too; for any thread. */
    public long storedBytes() {
        return storedBytes.sum();
    }

    /** Returns the facts that the target recorded. */
    public Map<String, String> facts() {
        return sink.facts();
    }

    /**
     * Ends the capture and writes all but the manifest: the words for restoring by hand, wrapped keys, the list of digests.
     *
     * @param draft what the manifest says besides artifacts and facts
     * @return the manifest that {@link #commit()} will write
     * @throws dev.holdfast.backup.TargetException {@code HF-RUN-065} to {@code -067} if the target left a stream open, or wrote nothing
     * @throws StoreException if no store is left
     */
    public BackupManifest prepare(ManifestDraft draft) {
        if (manifest != null) {
            throw new IllegalStateException("prepared already");
        }
        sink.seal();
        byte[] guide = RestoreGuide.of(manifest(draft));
        everywhere(BackupLayout.GUIDE, guide);
        Digester digester = encoding.digest().digester();
        digester.update(guide, 0, guide.length);
        Artifact guideArtifact = new Artifact(
                BackupLayout.GUIDE,
                BackupLayout.GUIDE,
                ArtifactRole.GUIDE,
                guide.length,
                Hashes.sha256(guide),
                guide.length,
                digester.finish(),
                List.of(),
                null,
                OptionalLong.empty(),
                0);
        artifacts.add(guideArtifact);
        Optional<byte[]> keys = sealing == null ? Optional.empty() : sealing.keys();
        if (keys.isPresent()) {
            everywhere(BackupLayout.keysName(1), keys.get());
            everywhere(BackupLayout.NOTES + new Note.Keys(1, Hashes.sha256(keys.get())).name(), new byte[0]);
        }
        BackupManifest whole = ManifestJson.fit(manifest(draft));
        byte[] bytes = ManifestJson.write(whole);
        everywhere(BackupLayout.SUMS, Sha256Sums.of(whole, bytes));
        context.listener().stored(guideArtifact);
        manifest = whole;
        manifestBytes = bytes;
        return whole;
    }

    private BackupManifest manifest(ManifestDraft draft) {
        return new BackupManifest(
                BackupManifest.FORMAT_VERSION,
                draft.uid(),
                id,
                draft.run(),
                draft.job(),
                draft.target(),
                draft.state(),
                draft.startedAt(),
                draft.finishedAt(),
                draft.dueAt(),
                artifacts,
                sink.facts(),
                draft.problems(),
                draft.labels(),
                LibraryVersion.get());
    }

    /** Writes a small object to every store that is left. */
    private void everywhere(String name, byte[] bytes) {
        for (CommitProtocol protocol : standing()) {
            context.cancellation().check();
            try {
                protocol.put(name, bytes);
            } catch (StoreException e) {
                standing.drop(protocol.store().name(), e);
            } catch (RuntimeException e) {
                standing.drop(
                        protocol.store().name(),
                        StoreFailures.of(protocol.store().name(), "write " + name, e));
            }
        }
        requireStanding();
    }

    private void requireStanding() {
        if (standing().isEmpty()) {
            throw standing.noneLeft();
        }
    }

    private List<CommitProtocol> standing() {
        return stores.values().stream()
                .filter(protocol -> standing.isStanding(protocol.store().name()))
                .toList();
    }

    /** Returns the stores that dropped out, each with its first failure. */
    public Map<String, StoreException> dropped() {
        return standing.dropped();
    }

    /** Returns the stores in good standing, in the order in which they were given. */
    public List<NamedStore> remaining() {
        return standing().stream().map(CommitProtocol::store).toList();
    }

    /**
     * Takes a store out, because its copy turned out to be bad.
     *
     * @param store its name
     * @param why what is wrong with it
     */
    public void drop(String store, StoreException why) {
        if (!stores.containsKey(store)) {
            throw new IllegalArgumentException("no store " + store + " in this backup");
        }
        standing.drop(store, why);
    }

    /**
     * Makes the backup exist: writes the manifest to every store that is left.
     *
     * @return the names of the stores that have it now
     * @throws StoreException if none has it
     */
    public List<String> commit() {
        BackupManifest whole = manifest;
        byte[] bytes = manifestBytes;
        if (whole == null || bytes == null) {
            throw new IllegalStateException("not prepared");
        }
        // Once one store has it, a cancel must not keep the others from having it.
        context.cancellation().check();
        List<String> committed = new ArrayList<>();
        for (CommitProtocol protocol : standing()) {
            String name = protocol.store().name();
            try {
                protocol.commitManifest(whole, bytes);
                committed.add(name);
            } catch (IllegalStateException e) {
                throw e;
            } catch (RuntimeException e) {
                standing.drop(name, StoreFailures.of(name, "commit the manifest of " + id, e));
            }
        }
        if (committed.isEmpty()) {
            throw standing.noneLeft();
        }
        return committed;
    }

    /** Removes, best effort, what was written to stores where the backup was not committed, and frees what is held. Idempotent. */
    @Override
    public void close() {
        sink.abandon();
        Sealer.Sealing open = sealing;
        sealing = null;
        if (open != null) {
            open.close();
        }
        stores.values().forEach(CommitProtocol::undo);
    }

    private Sealer.@Nullable Sealing sealing() {
        Sealer sealer = encoding.sealer();
        if (sealer == null) {
            return null;
        }
        Sealer.Sealing open = sealing;
        if (open == null) {
            try {
                open = sealer.begin();
            } catch (BackupException e) {
                throw e;
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new ConfigurationException(
                        Failure.of("HF-RUN-068", "sealer " + sealer.encoding() + " cannot begin: " + e.getMessage())
                                .hint("Look at the sealer's keys; nothing was written unsealed."),
                        e);
            }
            sealing = open;
        }
        return open;
    }

    /** Puts the layers together. */
    private final class Streams implements WriterSink.ArtifactFactory {

        @Override
        public String name(String suffix) {
            return sealedName(
                    join(filePrefix + "." + suffix, encoding.compressor().suffix()));
        }

        @Override
        public String indexName(String suffix, boolean first) {
            return sealedName(BackupLayout.indexName(suffix, first));
        }

        private String sealedName(String name) {
            Sealer sealer = encoding.sealer();
            return sealer == null ? name : join(name, sealer.suffix());
        }

        private String join(String name, String suffix) {
            return suffix.isEmpty() ? name : name + "." + suffix;
        }

        @Override
        public String archiveFormat() {
            return encoding.archiver().get().format();
        }

        @Override
        public ArtifactStream artifact(String suffix, String name, ArtifactRole role, @Nullable String archiveFormat)
                throws IOException {
            Compressor compressor = encoding.compressor();
            ArtifactStream.Head head =
                    new ArtifactStream.Head(name, suffix, role, encodings(compressor.encoding()), archiveFormat);
            return stream(head, out -> compressor.compress(out, context.executor(), context.parallelism()));
        }

        @Override
        public ArtifactStream index(String name) throws IOException {
            String suffix = name.substring(0, name.indexOf(".zst"));
            ArtifactStream.Head head =
                    new ArtifactStream.Head(name, suffix, ArtifactRole.INDEX, encodings("zstd"), null);
            return stream(head, EntryIndexWriter::compress);
        }

        private List<String> encodings(String compression) {
            Sealer sealer = encoding.sealer();
            return sealer == null ? List.of(compression) : List.of(compression, sealer.encoding());
        }

        @Override
        public IndexingArchiveWriter archive(ArtifactStream artifact, ArtifactStream index, Runnable onClose)
                throws IOException {
            return new IndexingArchiveWriter(
                    encoding.archiver().get(),
                    artifact,
                    index,
                    encoding.digest().digester(),
                    context.listener(),
                    onClose);
        }

        private ArtifactStream stream(ArtifactStream.Head head, ArtifactStream.Codecs compression) throws IOException {
            context.cancellation().check();
            Sealer.Sealing seal = sealing();
            requireStanding();
            List<LaneUpload> lanes = new ArrayList<>();
            for (CommitProtocol protocol : standing()) {
                String store = protocol.store().name();
                lanes.add(new LaneUpload(protocol, head.name(), why -> standing.drop(store, why)));
            }
            lanes.forEach(lane -> lane.start(context.executor()));
            FanOut stored = new FanOut(pool, lanes, context.cancellation(), standing, storedBytes);
            return new ArtifactStream(
                    head,
                    stored,
                    out -> {
                        OutputStream sealed = seal == null ? out : seal.seal(head.name(), out);
                        return compression.over(sealed);
                    },
                    encoding.digest().digester(),
                    context,
                    this::complete);
        }

        private void complete(Artifact artifact) {
            artifacts.add(artifact);
            context.listener().stored(artifact);
        }
    }
}
