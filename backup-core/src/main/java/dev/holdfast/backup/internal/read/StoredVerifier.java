package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.Hashes;
import dev.holdfast.backup.internal.format.ManifestJson;
import dev.holdfast.backup.internal.format.Note;
import dev.holdfast.backup.internal.format.Sha256Sums;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Proves one copy of a backup.
 *
 * <p>As {@code stored}: every object is there, none too many, each with the bytes that were written. As {@code decoded}: every artifact was
 * decoded to its end, every entry compared with the index, and the target type's own proof held. What is wrong is returned; that a store
 * cannot be read is thrown, since it says nothing about the backup.
 */
public final class StoredVerifier {

    private static final int MAX_PROBLEMS = 100;
    private static final int MAX_KEYS_BYTES = 1024 * 1024;

    private final Decoders decoders;
    private final ReadContext context;
    private final Proof proof;

    /** A further proof of the decoded backup, such as {@link dev.holdfast.backup.spi.TargetProvider#verify}. */
    @FunctionalInterface
    public interface Proof {

        /** Proves nothing more. */
        Proof NONE = reader -> {};

        /**
         * Proves a backup.
         *
         * @param backup the backup
         * @throws Exception an {@link IntegrityException} if it is not good
         */
        void prove(BackupReader backup) throws Exception;
    }

    /**
     * Makes a verifier.
     *
     * @param decoders the ways back
     * @param context cancellation, scratch, listener
     * @param proof what follows the decoding
     */
    public StoredVerifier(Decoders decoders, ReadContext context, Proof proof) {
        this.decoders = decoders;
        this.context = context;
        this.proof = proof;
    }

    /**
     * Proves a committed copy.
     *
     * @param store where it is
     * @param id which backup
     * @param level how far; {@code restored} is proven as {@code decoded} here
     * @return what is wrong; empty if it is good
     * @throws dev.holdfast.backup.StoreException if the store cannot be read
     * @throws Exception what the further proof throws besides IntegrityExceptions
     */
    public List<Problem> verify(NamedStore store, BackupId id, VerificationLevel level) throws Exception {
        Check check = new Check(store, id);
        try {
            byte[] bytes = check.small(BackupLayout.MANIFEST, ManifestJson.MAX_BYTES);
            BackupManifest manifest = ManifestJson.read(bytes, BackupLayout.manifest(id) + " in store " + store.name());
            if (!manifest.id().equals(id)) {
                throw check.damage(BackupLayout.MANIFEST).of("HF-CAT-018", "it is the manifest of " + manifest.id());
            }
            check.all(manifest, bytes, level, true);
        } catch (IntegrityException e) {
            check.add(e);
        }
        return check.problems();
    }

    /**
     * Proves a copy that is not committed yet: all but the manifest is there.
     *
     * @param store where it is
     * @param manifest what will be committed
     * @param level how far
     * @return what is wrong; empty if it is good
     * @throws dev.holdfast.backup.StoreException if the store cannot be read
     * @throws Exception what the further proof throws besides IntegrityExceptions
     */
    public List<Problem> verifyPrepared(NamedStore store, BackupManifest manifest, VerificationLevel level)
            throws Exception {
        Check check = new Check(store, manifest.id());
        check.all(manifest, ManifestJson.write(manifest), level, false);
        return check.problems();
    }

    /** One verification. */
    private final class Check {

        private final NamedStore store;
        private final BackupId id;
        private final List<Problem> problems = new ArrayList<>();

        Check(NamedStore store, BackupId id) {
            this.store = store;
            this.id = id;
        }

        List<Problem> problems() {
            return List.copyOf(problems);
        }

        void add(IntegrityException e) {
            if (problems.size() < MAX_PROBLEMS) {
                problems.add(Problem.of(Severity.ERROR, e.failure()));
            }
        }

        Damage damage(String name) {
            return new Damage(store.name(), id.value(), name);
        }

        void all(BackupManifest manifest, byte[] manifestBytes, VerificationLevel level, boolean committed)
                throws Exception {
            try {
                byte[] expected = Sha256Sums.of(manifest, manifestBytes);
                if (!Arrays.equals(small(BackupLayout.SUMS, expected.length), expected)) {
                    throw damage(BackupLayout.SUMS)
                            .of("HF-CAT-013", "it does not say what the manifest says; one of them is damaged");
                }
            } catch (IntegrityException e) {
                add(e);
            }
            objects(manifest, committed);
            expect(manifest, level);
            try (StoredBackup backup = new StoredBackup(store, manifest, decoders, context)) {
                for (Artifact artifact : manifest.artifacts()) {
                    try {
                        artifact(backup, artifact, level);
                    } catch (IntegrityException e) {
                        add(e);
                    }
                }
                if (level != VerificationLevel.STORED && problems.isEmpty()) {
                    try {
                        proof.prove(backup);
                    } catch (IntegrityException e) {
                        add(e);
                    }
                }
            }
        }

        private void expect(BackupManifest manifest, VerificationLevel level) {
            boolean decoded = level != VerificationLevel.STORED;
            long bytes = 0;
            long entries = 0;
            for (Artifact artifact : manifest.artifacts()) {
                if (artifact.role() == ArtifactRole.DATA) {
                    bytes += decoded ? artifact.originalBytes() : artifact.bytes();
                    entries += decoded ? artifact.entries().orElse(0) : 0;
                }
            }
            context.listener().expected(bytes, entries);
        }

        private void artifact(StoredBackup backup, Artifact artifact, VerificationLevel level) throws IOException {
            if (level == VerificationLevel.STORED) {
                backup.proveStored(artifact);
            } else if (artifact.archiveFormat() == null) {
                try (DecodedStream decoded = backup.open(artifact)) {
                    decoded.drain();
                }
            } else {
                walk(backup, artifact);
            }
        }

        private void walk(StoredBackup backup, Artifact artifact) throws IOException {
            byte[] buffer = new byte[64 * 1024];
            long entries = 0;
            try (ArchiveReader archive = backup.archive(artifact.suffix())) {
                for (Optional<ArchiveEntry> entry = archive.next(); entry.isPresent(); entry = archive.next()) {
                    entries++;
                    if (entry.get().kind().hasContent()) {
                        InputStream content = archive.content();
                        int n;
                        do {
                            n = content.read(buffer, 0, buffer.length);
                        } while (n >= 0);
                    }
                }
            }
            if (entries != artifact.entries().orElse(entries)) {
                throw damage(artifact.name())
                        .of(
                                "HF-CAT-012",
                                "it has " + entries + " entries, the manifest says "
                                        + artifact.entries().orElse(0));
            }
        }

        /** Everything that should be there is, and nothing else. Sizes and digests of artifacts come later. */
        private void objects(BackupManifest manifest, boolean committed) {
            String directory = BackupLayout.directory(id);
            Map<String, ObjectStat> found = new LinkedHashMap<>();
            try (Stream<ObjectStat> objects = store.store().list(directory)) {
                objects.forEach(stat -> found.put(stat.key().value().substring(directory.length()), stat));
            } catch (IOException e) {
                throw StoreFailures.of(store.name(), "list " + directory, e);
            }
            manifest.artifacts().forEach(artifact -> found.remove(artifact.name()));
            found.remove(BackupLayout.SUMS);
            if (committed) {
                found.remove(BackupLayout.MANIFEST);
            }
            keys(found, manifest);
            found.forEach((name, stat) -> {
                if (!name.startsWith(BackupLayout.NOTES)) {
                    add(damage(name).of("HF-CAT-015", "the object is not part of the backup"));
                } else if (stat.bytes() != 0
                        || Note.parse(name.substring(BackupLayout.NOTES.length()))
                                .isEmpty()) {
                    add(damage(name).of("HF-CAT-015", "the object is not a note of this format"));
                }
            });
        }

        /** Each of the wrapped keys has a note with its digest, and each such note its keys; a sealed backup has at least one. */
        private void keys(Map<String, ObjectStat> found, BackupManifest manifest) {
            Map<Integer, String> digests = new LinkedHashMap<>();
            for (String name : List.copyOf(found.keySet())) {
                if (name.startsWith(BackupLayout.NOTES)
                        && Note.parse(name.substring(BackupLayout.NOTES.length()))
                                        .orElse(null)
                                instanceof Note.Keys keys) {
                    digests.put(keys.number(), keys.sha256());
                }
            }
            for (String name : List.copyOf(found.keySet())) {
                Optional<Integer> number = BackupLayout.keysNumber(name);
                if (number.isPresent()) {
                    found.remove(name);
                    String digest = digests.remove(number.get());
                    try {
                        if (digest == null) {
                            throw damage(name).of("HF-CAT-016", "there is no note of the digest of these keys");
                        }
                        if (!Hashes.sha256(small(name, MAX_KEYS_BYTES)).equals(digest)) {
                            throw damage(name).of("HF-CAT-016", "the keys are not those that were written");
                        }
                    } catch (IntegrityException e) {
                        add(e);
                    }
                }
            }
            digests.keySet()
                    .forEach(number ->
                            add(damage(BackupLayout.keysName(number)).of("HF-CAT-014", "the object is missing")));
        }

        /** Reads a small object; one that is longer than it may be is damaged. */
        byte[] small(String name, int limit) {
            var key = BackupLayout.artifact(id, name);
            try (InputStream in = store.store().open(key, 0, limit + 1L)) {
                byte[] bytes = in.readNBytes(limit + 1);
                if (bytes.length > limit) {
                    throw damage(name).of("HF-CAT-005", "it is longer than it was written");
                }
                return bytes;
            } catch (IOException | RuntimeException e) {
                if (e instanceof IntegrityException known) {
                    throw known;
                }
                if (StoreFailures.isMissing(e)) {
                    throw damage(name).of("HF-CAT-014", "the object is missing", e);
                }
                throw StoreFailures.of(store.name(), "read " + key, e);
            }
        }
    }
}
