package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.Digester;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One artifact on its way: counts and digests original bytes, and passes them to the encoder above the lanes.
 *
 * <p>Closing completes the artifact in every store that is left, unless a write failed; then closing gives up, in silence, since the failure
 * was thrown already.
 */
final class ArtifactStream extends OutputStream {

    /**
     * Writes below this size are gathered. A codec pays for each call; and what is called seldom the compiler leaves out of the code of those
     * who write often, which it would else compile again for each of them, the whole pipeline included.
     */
    private static final int GATHERED = 128 * 1024;

    /** What the manifest says of the artifact that is known from the start. */
    record Head(
            String name,
            String suffix,
            ArtifactRole role,
            List<String> encodings,
            @Nullable String archiveFormat) {}

    /** Puts the codecs on the stored form. */
    interface Codecs {
        OutputStream over(OutputStream stored) throws IOException;
    }

    private final Head head;
    private final FanOut stored;
    private final OutputStream encoder;
    private final Digester digester;
    private final PipelineContext context;
    private final Consumer<Artifact> onComplete;
    private final long begun = System.nanoTime();
    private final byte[] small = new byte[GATHERED];
    private int gathered;
    private long originalBytes;
    private OptionalLong entries = OptionalLong.empty();
    private boolean failed;
    private boolean closed;

    ArtifactStream(
            Head head,
            FanOut stored,
            Codecs codecs,
            Digester digester,
            PipelineContext context,
            Consumer<Artifact> onComplete)
            throws IOException {
        this.head = head;
        this.stored = stored;
        this.digester = digester;
        this.context = context;
        this.onComplete = onComplete;
        OutputStream top = null;
        try {
            top = codecs.over(stored);
        } finally {
            if (top == null) {
                stored.abort();
            }
        }
        this.encoder = top;
    }

    String name() {
        return head.name();
    }

    boolean isClosed() {
        return closed;
    }

    /** Says how many entries the archive has; before it is closed. */
    void entries(long count) {
        entries = OptionalLong.of(count);
    }

    @Override
    public void write(int value) throws IOException {
        requireOpen();
        if (gathered == GATHERED) {
            passGathered();
        }
        small[gathered++] = (byte) value;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        java.util.Objects.checkFromIndexSize(offset, length, buffer.length);
        requireOpen();
        if (length > GATHERED - gathered) {
            passGathered();
        }
        if (length >= GATHERED) {
            pass(buffer, offset, length);
        } else {
            System.arraycopy(buffer, offset, small, gathered, length);
            gathered += length;
        }
    }

    @Override
    public void flush() {
        // An artifact is complete when it is closed; before that, nobody can read it.
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("artifact " + head.name() + " is closed");
        }
    }

    private void passGathered() throws IOException {
        int length = gathered;
        if (length > 0) {
            gathered = 0;
            pass(small, 0, length);
        }
    }

    private void pass(byte[] buffer, int offset, int length) throws IOException {
        boolean passed = false;
        try {
            context.cancellation().check();
            digester.update(buffer, offset, length);
            encoder.write(buffer, offset, length);
            originalBytes += length;
            passed = true;
        } finally {
            failed |= !passed;
        }
        if (head.role() == ArtifactRole.DATA) {
            context.listener().bytes(length);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (failed) {
            giveUp();
            return;
        }
        boolean complete = false;
        try {
            passGathered();
            encoder.close();
            // Not every codec closes what is below when it has nothing to write.
            stored.close();
            complete = true;
        } finally {
            if (!complete) {
                giveUp();
            }
        }
        onComplete.accept(new Artifact(
                head.name(),
                head.suffix(),
                head.role(),
                stored.bytes(),
                stored.sha256(),
                originalBytes,
                digester.finish(),
                head.encodings(),
                head.archiveFormat(),
                entries,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
    }

    /** Leaves nothing of it in any store; idempotent, and without effect on an artifact that is complete. */
    void abandon() {
        if (!closed) {
            closed = true;
            giveUp();
        }
    }

    private void giveUp() {
        stored.abort();
        try {
            encoder.close();
        } catch (IOException | RuntimeException e) {
            // The codec is closed for its threads and native memory; its bytes are of no use any more.
            org.slf4j.LoggerFactory.getLogger(ArtifactStream.class).debug("closing the codec of {}", head.name(), e);
        }
    }
}
