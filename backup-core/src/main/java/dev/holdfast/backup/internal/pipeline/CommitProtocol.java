package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.Hashes;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in which a backup comes into a store: artifacts first, the manifest last, and nothing is left of it if that fails.
 *
 * <p>A commit that the store reported as failed is looked at again: an object that is there with the right bytes is done, whatever the store
 * said, since an answer can be lost after the act. An object of somebody else under the key is never taken for ours, and never removed.
 *
 * <p>One per store and backup. Thread-safe: lanes of several artifacts use it at once.
 */
final class CommitProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(CommitProtocol.class);
    /** Objects up to this size are compared byte by byte when there is doubt. */
    private static final long SMALL = 1024 * 1024;

    private final NamedStore store;
    private final BackupId id;
    private final Map<String, String> committed = new HashMap<>();
    /** What may be ours in the store: keys whose commit was tried and is not known to be another's. */
    private final Set<ObjectKey> ours = new LinkedHashSet<>();

    private boolean done;

    CommitProtocol(NamedStore store, BackupId id) {
        this.store = store;
        this.id = id;
    }

    NamedStore store() {
        return store;
    }

    synchronized boolean isDone() {
        return done;
    }

    Upload upload(String name, OptionalLong expectedBytes) {
        ObjectKey key = key(name);
        try {
            return store.store().upload(key, expectedBytes);
        } catch (IOException | RuntimeException e) {
            throw failure("write", key, e);
        }
    }

    /** Commits an upload whose bytes are all written. */
    void commit(Upload upload, String name, long bytes, String sha256) {
        if (name.equals(BackupLayout.MANIFEST)) {
            throw new IllegalArgumentException("the manifest has its own way");
        }
        publish(upload, key(name), bytes, sha256);
        synchronized (this) {
            committed.put(name, sha256);
        }
    }

    /** Writes a small object. */
    void put(String name, byte[] bytes) {
        try (Upload upload = upload(name, OptionalLong.of(bytes.length))) {
            upload.body().write(bytes);
            commit(upload, name, bytes.length, Hashes.sha256(bytes));
        } catch (IOException e) {
            throw failure("write", key(name), e);
        }
    }

    /**
     * Makes the backup exist. I1: only after all that the manifest names is committed here, with the digests it names.
     *
     * @param manifest the manifest
     * @param bytes its stored form
     */
    void commitManifest(BackupManifest manifest, byte[] bytes) {
        requireArtifacts(manifest);
        ObjectKey key = BackupLayout.manifest(id);
        try (Upload upload = upload(BackupLayout.MANIFEST, OptionalLong.of(bytes.length))) {
            upload.body().write(bytes);
            publish(upload, key, bytes.length, Hashes.sha256(bytes));
        } catch (IOException e) {
            throw failure("write", key, e);
        }
        synchronized (this) {
            done = true;
        }
    }

    private synchronized void requireArtifacts(BackupManifest manifest) {
        if (!committed.containsKey(BackupLayout.SUMS)) {
            throw new IllegalStateException("no " + BackupLayout.SUMS + " before the manifest of " + id);
        }
        for (Artifact artifact : manifest.artifacts()) {
            if (!artifact.sha256().equals(committed.get(artifact.name()))) {
                throw new IllegalStateException("the manifest of " + id + " names " + artifact.name()
                        + ", which is not committed in store " + store.name());
            }
        }
    }

    private void publish(Upload upload, ObjectKey key, long bytes, String sha256) {
        synchronized (this) {
            ours.add(key);
        }
        try {
            upload.commit();
        } catch (IOException | RuntimeException e) {
            Look look = look(key, bytes, sha256, StoreFailures.isExisting(e));
            if (look == Look.OURS) {
                LOG.warn(
                        "store {} reported a failed commit of {} that had worked: {}", store.name(), key, e.toString());
                return;
            }
            if (look == Look.FOREIGN) {
                synchronized (this) {
                    ours.remove(key);
                }
            }
            throw failure("commit", key, e);
        }
        compare(key, bytes, sha256);
    }

    /** Holds what the store says it has against what it was given. */
    private void compare(ObjectKey key, long bytes, String sha256) {
        Optional<ObjectStat> stat;
        try {
            stat = store.store().stat(key);
        } catch (IOException | RuntimeException e) {
            throw failure("look at", key, e);
        }
        String known = stat.map(ObjectStat::sha256).orElse(null);
        if (stat.isEmpty() || stat.get().bytes() != bytes || (known != null && !known.equals(sha256))) {
            String says = stat.isEmpty()
                    ? "does not have it"
                    : "has " + stat.get().bytes() + " bytes" + (known == null ? "" : " with SHA-256 " + known);
            throw new StoreException(Failure.of(
                            "HF-STO-052",
                            "store " + store.name() + " was given " + bytes + " bytes of " + key + " and " + says)
                    .hint("Look at the store: it loses or changes what it is given.")
                    .with("store", store.name()));
        }
    }

    private enum Look {
        OURS,
        FOREIGN,
        UNKNOWN
    }

    private Look look(ObjectKey key, long bytes, String sha256, boolean wasThere) {
        try {
            Optional<ObjectStat> stat = store.store().stat(key);
            if (stat.isEmpty()) {
                // It may still appear: an answer that was lost can belong to an act that goes on.
                return Look.UNKNOWN;
            }
            if (stat.get().bytes() != bytes) {
                return Look.FOREIGN;
            }
            String known = stat.get().sha256();
            if (known == null && (wasThere || bytes <= SMALL)) {
                known = digest(key);
            }
            return known == null || known.equals(sha256) ? Look.OURS : Look.FOREIGN;
        } catch (IOException | RuntimeException e) {
            LOG.debug("store {} could not look at {} again", store.name(), key, e);
            return Look.UNKNOWN;
        }
    }

    private String digest(ObjectKey key) throws IOException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream in = store.store().open(key, 0, Long.MAX_VALUE)) {
            byte[] buffer = new byte[BufferPool.CHUNK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return Hashes.hex(digest.digest());
    }

    /**
     * Removes what was written here, unless it was committed; the manifest first (I3), and nothing else if that cannot be removed.
     *
     * @return whether nothing is left
     */
    boolean undo() {
        List<ObjectKey> keys;
        synchronized (this) {
            if (done) {
                return false;
            }
            keys = new ArrayList<>(ours);
        }
        ObjectKey manifest = BackupLayout.manifest(id);
        if (keys.remove(manifest)) {
            keys.add(0, manifest);
        }
        boolean clean = true;
        for (ObjectKey key : keys) {
            try {
                store.store().delete(key);
                synchronized (this) {
                    ours.remove(key);
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("store {} still holds {}: {}", store.name(), key, e.toString());
                clean = false;
                if (key.equals(manifest)) {
                    return false;
                }
            }
        }
        return clean;
    }

    private ObjectKey key(String name) {
        return new ObjectKey(BackupLayout.directory(id) + name);
    }

    private StoreException failure(String verb, ObjectKey key, Exception cause) {
        if (cause instanceof CancelledException cancelled) {
            throw cancelled;
        }
        return cause instanceof StoreException known
                ? known
                : StoreFailures.of(store.name(), verb + " " + key, unwrap(cause));
    }

    private static Throwable unwrap(Exception cause) {
        return cause instanceof BackupException || cause.getCause() == null || cause instanceof IOException
                ? cause
                : cause.getCause();
    }
}
