package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The original bytes of an artifact: the end of the stream is only reached if stored form and original are what was written, and never more
 * bytes are given than were written, whatever a decoder makes of a hostile form.
 */
final class DecodedStream extends InputStream {

    private final Artifact artifact;
    private final InputStream stored;
    private final InputStream decoder;
    private final Damage damage;
    private final PipelineListener listener;
    private final Digester digester;
    private long bytes;
    private boolean ended;
    private @Nullable BackupException failure;

    DecodedStream(
            Artifact artifact, InputStream stored, InputStream decoder, Damage damage, PipelineListener listener) {
        this.artifact = artifact;
        this.stored = stored;
        this.decoder = decoder;
        this.damage = damage;
        this.listener = listener;
        this.digester = artifact.originalDigest().algorithm().digester();
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
        if (failure != null) {
            // Nobody who reads on after the damage may take the rest for the end.
            throw damage.of("HF-CAT-008", "it was read on after damage was found", failure);
        }
        if (ended) {
            return -1;
        }
        try {
            return decode(buffer, offset, length);
        } catch (BackupException e) {
            failure = e;
            throw e;
        }
    }

    private int decode(byte[] buffer, int offset, int length) {
        int n;
        try {
            n = decoder.read(buffer, offset, length);
        } catch (BackupException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damage.of("HF-CAT-008", "it cannot be decoded: " + e.getMessage(), e);
        }
        if (n < 0) {
            requireSound();
            ended = true;
            return -1;
        }
        bytes += n;
        if (bytes > artifact.originalBytes()) {
            throw damage.of(
                    "HF-CAT-010",
                    "it decodes to more than the " + artifact.originalBytes() + " bytes that were written");
        }
        digester.update(buffer, offset, n);
        listener.bytes(n);
        return n;
    }

    private void requireSound() {
        // A decoder may be content before the stored form ends.
        drainStored();
        if (bytes != artifact.originalBytes()) {
            throw damage.of(
                    "HF-CAT-009",
                    "it decodes to " + bytes + " bytes, not to the " + artifact.originalBytes() + " that were written");
        }
        if (!digester.finish().equals(artifact.originalDigest())) {
            throw damage.of(
                    "HF-CAT-009",
                    "its decoded bytes are not those that were written ("
                            + artifact.originalDigest().algorithm().word() + " differs)");
        }
    }

    private void drainStored() {
        try {
            stored.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw damage.of("HF-CAT-008", "it cannot be read to its end: " + e.getMessage(), e);
        }
    }

    /** Reads to the end, so that all of it is checked. */
    void drain() {
        byte[] buffer = new byte[64 * 1024];
        int n;
        do {
            n = read(buffer, 0, buffer.length);
        } while (n >= 0);
    }

    @Override
    public void close() throws IOException {
        try (stored) {
            decoder.close();
        }
    }
}
