package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.internal.format.Hashes;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;

/**
 * The stored form of an object, checked against the recorded size and digest: the end of the stream is only reached if they hold.
 *
 * <p>Failures of the store are {@link dev.holdfast.backup.StoreException}s, so that whatever a decoder above throws as an IOException is
 * damage.
 */
final class StoredStream extends InputStream {

    private final NamedStore store;
    private final ObjectKey key;
    private final long expectedBytes;
    private final String expectedSha256;
    private final Cancellation cancellation;
    private final Damage damage;
    private final InputStream in;
    private final MessageDigest digest = Hashes.sha256();
    private long bytes;
    private boolean sound;

    StoredStream(
            NamedStore store,
            ObjectKey key,
            long expectedBytes,
            String expectedSha256,
            Cancellation cancellation,
            Damage damage,
            UnaryOperator<InputStream> reading) {
        this.store = store;
        this.key = key;
        this.expectedBytes = expectedBytes;
        this.expectedSha256 = expectedSha256;
        this.cancellation = cancellation;
        this.damage = damage;
        this.in = reading.apply(open());
    }

    private InputStream open() {
        try {
            return store.store().open(key, 0, Long.MAX_VALUE);
        } catch (IOException | RuntimeException e) {
            if (StoreFailures.isMissing(e)) {
                throw damage.of("HF-CAT-014", "the object is missing", e);
            }
            throw store(e);
        }
    }

    private BackupException store(Exception e) {
        return StoreFailures.of(store.name(), "read " + key, e);
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
        cancellation.check();
        int n;
        try {
            n = in.read(buffer, offset, length);
        } catch (CancelledException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw store(e);
        }
        if (n < 0) {
            requireSound();
            return -1;
        }
        bytes += n;
        if (bytes > expectedBytes) {
            throw damage.of("HF-CAT-005", "it is longer than the " + expectedBytes + " bytes that were written");
        }
        digest.update(buffer, offset, n);
        return n;
    }

    private void requireSound() {
        if (sound) {
            return;
        }
        if (bytes != expectedBytes) {
            throw damage.of(
                    "HF-CAT-005", "it has " + bytes + " bytes, not the " + expectedBytes + " that were written");
        }
        if (!Hashes.hex(digest.digest()).equals(expectedSha256)) {
            throw damage.of("HF-CAT-007", "its stored bytes are not those that were written (SHA-256 differs)");
        }
        sound = true;
    }

    /** Reads to the end, so that all of it is checked; tells how many bytes were read. */
    void drain(PipelineListener listener) {
        byte[] buffer = new byte[256 * 1024];
        for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
            listener.bytes(n);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            throw store(e);
        }
    }
}
