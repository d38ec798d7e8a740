package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.Hashes;
import dev.holdfast.backup.internal.format.ManifestJson;
import dev.holdfast.backup.internal.format.Note;
import dev.holdfast.backup.internal.format.Sha256Sums;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Copies a committed backup to another store, as it is stored, without opening it: every byte is checked against the recorded digest on its
 * way, and the copy exists when its manifest does. Pins and failed proofs come along; proofs do not, since they are of the copy they were
 * made of.
 */
public final class BackupCopier {

    private static final int MAX_KEYS_BYTES = 1024 * 1024;

    private final NamedStore from;
    private final BackupId id;
    private final NamedStore to;
    private final Cancellation cancellation;
    private final PipelineListener listener;
    private final CommitProtocol protocol;

    private BackupCopier(
            NamedStore from, BackupId id, NamedStore to, Cancellation cancellation, PipelineListener listener) {
        this.from = from;
        this.id = id;
        this.to = to;
        this.cancellation = cancellation;
        this.listener = listener;
        this.protocol = new CommitProtocol(to, id);
    }

    /**
     * Copies a backup; does nothing if the other store has it already, and goes on where a copy that was cut off left whole objects.
     *
     * @param from where it is
     * @param id which
     * @param to where it goes
     * @param cancellation ends the copy; nothing of it is left then
     * @param listener learns how many stored bytes were copied, and which artifacts are there
     * @throws ConfigurationException {@code HF-CAT-020} if there is no such backup
     * @throws IntegrityException if it is damaged where it is
     * @throws RefusedException {@code HF-CAT-019} if the other store has another backup of that id
     * @throws IOException if a store fails without a reason of its own
     */
    public static void copy(
            NamedStore from, BackupId id, NamedStore to, Cancellation cancellation, PipelineListener listener)
            throws IOException {
        new BackupCopier(from, id, to, cancellation, listener).copy();
    }

    private void copy() throws IOException {
        byte[] manifestBytes = small(BackupLayout.MANIFEST, ManifestJson.MAX_BYTES);
        BackupManifest manifest =
                ManifestJson.read(manifestBytes, BackupLayout.manifest(id) + " in store " + from.name());
        if (!manifest.id().equals(id)) {
            throw damage("HF-CAT-018", BackupLayout.MANIFEST, "it is the manifest of " + manifest.id());
        }
        if (isThere(manifestBytes)) {
            return;
        }
        boolean complete = false;
        try {
            for (Artifact artifact : manifest.artifacts()) {
                artifact(artifact);
            }
            sums(manifest, manifestBytes);
            keysAndNotes();
            cancellation.check();
            protocol.commitManifest(manifest, manifestBytes);
            complete = true;
        } finally {
            if (!complete) {
                protocol.undo();
            }
        }
    }

    private boolean isThere(byte[] manifestBytes) throws IOException {
        Optional<ObjectStat> there = to.store().stat(BackupLayout.manifest(id));
        if (there.isEmpty()) {
            return false;
        }
        try (InputStream in = to.store().open(BackupLayout.manifest(id), 0, ManifestJson.MAX_BYTES + 1L)) {
            if (Arrays.equals(in.readNBytes(ManifestJson.MAX_BYTES + 1), manifestBytes)) {
                return true;
            }
        }
        throw new RefusedException(
                Failure.of("HF-CAT-019", "store " + to.name() + " has another backup of the id " + id)
                        .hint("Copy to another store, or delete the one that is there.")
                        .with("store", to.name())
                        .with("backup", id));
    }

    private void artifact(Artifact artifact) throws IOException {
        MessageDigest digest = Hashes.sha256();
        long bytes = 0;
        try (InputStream in = open(artifact.name(), Long.MAX_VALUE);
                Upload upload = protocol.upload(artifact.name(), OptionalLong.of(artifact.bytes()))) {
            OutputStream out = upload.body();
            byte[] buffer = new byte[BufferPool.CHUNK];
            for (int n = read(in, buffer, artifact.name()); n >= 0; n = read(in, buffer, artifact.name())) {
                cancellation.check();
                bytes += n;
                if (bytes > artifact.bytes()) {
                    break;
                }
                digest.update(buffer, 0, n);
                write(out, buffer, n, artifact.name());
                listener.bytes(n);
            }
            if (bytes != artifact.bytes()) {
                throw damage(
                        "HF-CAT-005",
                        artifact.name(),
                        "it does not have the " + artifact.bytes() + " bytes that were written");
            }
            if (!Hashes.hex(digest.digest()).equals(artifact.sha256())) {
                throw damage(
                        "HF-CAT-007",
                        artifact.name(),
                        "its stored bytes are not those that were written (SHA-256 differs)");
            }
            protocol.commit(upload, artifact.name(), bytes, artifact.sha256());
        }
        if (artifact.role() != ArtifactRole.GUIDE) {
            listener.stored(artifact);
        }
    }

    private int read(InputStream in, byte[] buffer, String name) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw StoreFailures.of(from.name(), "read " + key(name), e);
        }
    }

    private void write(OutputStream out, byte[] buffer, int length, String name) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw StoreFailures.of(to.name(), "write " + key(name), e);
        }
    }

    private void sums(BackupManifest manifest, byte[] manifestBytes) {
        byte[] expected = Sha256Sums.of(manifest, manifestBytes);
        if (!Arrays.equals(expected, small(BackupLayout.SUMS, expected.length))) {
            throw damage(
                    "HF-CAT-013", BackupLayout.SUMS, "it does not say what the manifest says; one of them is damaged");
        }
        protocol.put(BackupLayout.SUMS, expected);
    }

    private void keysAndNotes() throws IOException {
        String directory = BackupLayout.directory(id);
        Map<Integer, String> digests = new HashMap<>();
        List<String> keys = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        try (Stream<ObjectStat> objects = from.store().list(directory)) {
            objects.forEach(stat -> {
                String name = stat.key().value().substring(directory.length());
                if (name.startsWith(BackupLayout.NOTES)) {
                    Note.parse(name.substring(BackupLayout.NOTES.length())).ifPresent(notes::add);
                } else if (BackupLayout.keysNumber(name).isPresent()) {
                    keys.add(name);
                }
            });
        }
        for (Note note : notes) {
            if (note instanceof Note.Keys digest) {
                digests.put(digest.number(), digest.sha256());
            }
            if (!(note instanceof Note.Verified)) {
                protocol.put(BackupLayout.NOTES + note.name(), new byte[0]);
            }
        }
        for (String name : keys) {
            byte[] bytes = small(name, MAX_KEYS_BYTES);
            String digest = digests.get(BackupLayout.keysNumber(name).orElseThrow());
            if (!Hashes.sha256(bytes).equals(digest)) {
                throw damage("HF-CAT-016", name, "the keys are not those that were written");
            }
            protocol.put(name, bytes);
        }
    }

    private byte[] small(String name, int limit) {
        try (InputStream in = open(name, limit + 1L)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw damage("HF-CAT-005", name, "it is longer than it was written");
            }
            return bytes;
        } catch (IOException e) {
            throw StoreFailures.of(from.name(), "read " + key(name), e);
        }
    }

    private InputStream open(String name, long length) {
        try {
            return from.store().open(key(name), 0, length);
        } catch (IOException | BackupException e) {
            if (!StoreFailures.isMissing(e)) {
                throw StoreFailures.of(from.name(), "read " + key(name), e);
            }
            if (name.equals(BackupLayout.MANIFEST)) {
                throw new ConfigurationException(
                        Failure.of("HF-CAT-020", "there is no backup " + id + " in store " + from.name())
                                .hint("list shows the backups there are."),
                        e);
            }
            throw damage("HF-CAT-014", name, "the object is missing");
        }
    }

    private ObjectKey key(String name) {
        return BackupLayout.artifact(id, name);
    }

    private IntegrityException damage(String code, String name, String what) {
        return new IntegrityException(
                Failure.of(code, name + " of backup " + id + " in store " + from.name() + ": " + what)
                        .hint("Copy from another store that has the backup.")
                        .with("store", from.name())
                        .with("backup", id)
                        .with("artifact", name));
    }
}
