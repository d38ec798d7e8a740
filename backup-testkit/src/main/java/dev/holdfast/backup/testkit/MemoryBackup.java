package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One backup in memory: a sink to capture into and readers to restore from, so that a target can be tried without the engine.
 *
 * <p>It watches over the rules that a sink's user has to keep, and lists what was broken in {@link #violations()}: one stream or archive at a
 * time, every one closed, every suffix once. For one thread at a time.
 *
 * <pre>{@code
 * try (MemoryBackup backup = new MemoryBackup(target.id(), new MemoryArchiver()); TestRunContext run = new TestRunContext()) {
 *     target.capture(backup.sink(), run);
 *     target.restore(backup.reader(), RestoreRequest.to("elsewhere"), run);
 * }
 * }</pre>
 */
public final class MemoryBackup implements AutoCloseable {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MAX_FACTS = 48 * 1024;

    private final TargetId target;
    private final Archiver archiver;
    private final Map<String, MemoryArtifact> artifacts = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final MemorySink sink;
    private @Nullable Path directory;
    private @Nullable StoreException failure;
    private IoAction before = () -> {};
    private boolean failed;
    private long failAfter = Long.MAX_VALUE;
    private long written;
    private @Nullable String open;

    /**
     * Makes an empty backup.
     *
     * @param target what is backed up
     * @param archiver the format of its archives
     */
    public MemoryBackup(TargetId target, Archiver archiver) {
        this.target = target;
        this.archiver = archiver;
        this.sink = new MemorySink(this, archiver);
    }

    /** {@return the sink, the same at each call} */
    public BackupSink sink() {
        return sink;
    }

    /**
     * Lets the store be full: each write beyond that many bytes fails.
     *
     * @param afterBytes how many bytes still pass, of all artifacts together
     * @param exception what the first later write throws; the others throw one with the same failure
     * @return this backup
     */
    public MemoryBackup failWrites(long afterBytes, StoreException exception) {
        failAfter = written + afterBytes;
        failure = exception;
        failed = false;
        return this;
    }

    /**
     * Has something done before each use of the sink's streams and of the readers, for example a look whether the run is cancelled, which the
     * engine's streams do too.
     *
     * @param action what to do; what it throws, the stream throws
     * @return this backup
     */
    public MemoryBackup beforeEach(IoAction action) {
        before = action;
        return this;
    }

    /** Something that may fail as a stream may. */
    @FunctionalInterface
    public interface IoAction {

        /**
         * Does it.
         *
         * @throws IOException to fail the stream
         */
        void run() throws IOException;
    }

    /** {@return what the target began and did not complete: an archive without finish, a stream without close} */
    public List<String> incomplete() {
        return artifacts.values().stream()
                .filter(artifact -> !artifact.isComplete())
                .map(artifact -> (artifact.isArchive() ? "archive \"" : "artifact \"") + artifact.suffix() + "\"")
                .toList();
    }

    /** {@return how many bytes were written so far, of all artifacts together} */
    public long written() {
        return written;
    }

    /** {@return the rules that the sink's user broke so far, each a line that begins with the rule's number; empty if none} */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** {@return the stream or archive that is open, or an empty text} */
    public String open() {
        return open == null ? "" : open;
    }

    /** {@return what the target called its artifacts, in the order in which they were begun; complete ones only} */
    public List<String> suffixes() {
        return artifacts.values().stream()
                .filter(MemoryArtifact::isComplete)
                .map(MemoryArtifact::suffix)
                .toList();
    }

    /** {@return the facts} */
    public Map<String, String> facts() {
        return new LinkedHashMap<>(facts);
    }

    /**
     * Returns the bytes of an artifact, those of an archive in the archiver's form.
     *
     * @param suffix what the target called it
     * @return a copy
     * @throws AssertionError if there is none
     */
    public byte[] bytes(String suffix) {
        return find(suffix).content();
    }

    /**
     * Flips one bit of an artifact; its readers then find that it is damaged.
     *
     * @param suffix what the target called it
     * @param bit which, counted from 0 over all bytes
     */
    public void flipBit(String suffix, long bit) {
        MemoryArtifact artifact = find(suffix);
        byte[] bytes = artifact.content();
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        artifact.replace(bytes);
    }

    private MemoryArtifact find(String suffix) {
        MemoryArtifact found = artifacts.get(suffix);
        if (found == null || !found.isComplete()) {
            throw new AssertionError("the backup has no artifact \"" + suffix + "\", but " + suffixes());
        }
        return found;
    }

    /**
     * Returns the description of what is complete so far.
     *
     * @return the manifest, without encodings, since nothing is compressed or sealed
     */
    public BackupManifest manifest() {
        List<Artifact> described = new ArrayList<>();
        for (MemoryArtifact artifact : artifacts.values()) {
            if (artifact.isComplete()) {
                described.add(describe(artifact));
            }
        }
        return new BackupManifest(
                BackupManifest.FORMAT_VERSION,
                "00000000-0000-0000-0000-000000000001",
                BackupId.at(target.name(), START),
                "memory-backup",
                target.name(),
                target,
                RunState.SUCCEEDED,
                START,
                START.plusSeconds(1),
                null,
                described,
                facts,
                List.of(),
                Map.of(),
                "testkit");
    }

    private Artifact describe(MemoryArtifact artifact) {
        byte[] bytes = artifact.original();
        boolean archive = artifact.isArchive();
        String suffix = archive && artifact.suffix().isEmpty() ? archiver.format() : artifact.suffix();
        return new Artifact(
                BackupId.at(target.name(), START) + "." + suffix,
                suffix,
                artifact.role(),
                bytes.length,
                digest(DigestAlgorithm.SHA256, bytes).hex(),
                bytes.length,
                digest(DigestAlgorithm.CRC32C, bytes),
                List.of(),
                archive ? archiver.format() : null,
                archive ? OptionalLong.of(artifact.entryDigests().size()) : OptionalLong.empty(),
                0);
    }

    static dev.holdfast.backup.Digest digest(DigestAlgorithm algorithm, byte[] bytes) {
        Digester digester = algorithm.digester();
        digester.update(bytes, 0, bytes.length);
        return digester.finish();
    }

    /**
     * Returns a new reader, as another process would have it.
     *
     * @return the reader
     * @throws AssertionError if the backup is not complete: something is open, or a rule was broken
     */
    public BackupReader reader() {
        if (open != null) {
            throw new AssertionError("TARGET-05 the capture left " + open + " open");
        }
        if (!violations.isEmpty()) {
            throw new AssertionError(String.join("; ", violations));
        }
        return new MemoryReader(this, archiver);
    }

    /** Removes the files that readers made. */
    @Override
    public void close() {
        Path made = directory;
        if (made != null) {
            try {
                TestRunContext.deleteTree(made);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + made, e);
            }
        }
    }

    // What the sink and the readers ask.

    void reading() throws IOException {
        before.run();
    }

    void violate(String line) {
        violations.add(line);
    }

    /** Begins an artifact; there is none of its name, and nothing else is open. */
    MemoryArtifact begin(String suffix, ArtifactRole role, boolean archive) throws IOException {
        before.run();
        String what = (archive ? "archive \"" : "artifact \"") + suffix + "\"";
        if (open != null) {
            violate("TARGET-05 " + what + " is begun while " + open + " is open");
            throw new IOException(what + " is begun while " + open + " is open");
        }
        boolean nameless = archive && suffix.isEmpty();
        if (!nameless && (suffix.indexOf('/') >= 0 || !ObjectKey.isValid(suffix))) {
            throw new IOException("\"" + suffix + "\" cannot be the end of a file name");
        }
        if (artifacts.containsKey(suffix)) {
            throw new IOException("the backup has an artifact \"" + suffix + "\" already");
        }
        MemoryArtifact artifact = new MemoryArtifact(suffix, role, archive);
        artifacts.put(suffix, artifact);
        open = what;
        return artifact;
    }

    void closed() {
        open = null;
    }

    /** Counts bytes, and fails where the store is to be full. */
    void written(int bytes) throws IOException {
        before.run();
        StoreException thrown = failure;
        if (thrown != null && written + bytes > failAfter) {
            if (failed) {
                // Not the same one again: nobody can add an exception to itself as a suppressed one.
                throw new StoreException(thrown.failure(), thrown);
            }
            failed = true;
            throw thrown;
        }
        written += bytes;
    }

    void fact(String name, String value) throws IOException {
        facts.put(name, value);
        int size = 0;
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            size += (fact.getKey() + fact.getValue()).getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > MAX_FACTS) {
            throw new IOException("all facts of a backup together have at most 48 KiB; these have " + size + " bytes");
        }
    }

    List<MemoryArtifact> complete() {
        return artifacts.values().stream().filter(MemoryArtifact::isComplete).toList();
    }

    Path newFile(String suffix) throws IOException {
        Path made = directory;
        if (made == null) {
            made = Files.createTempDirectory("holdfast-test-");
            directory = made;
        }
        return Files.createTempFile(made, "", "." + suffix);
    }
}
