package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Sealer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A sealer for tests that is <strong>not secure</strong>: it combines bytes with a repeated pad. It has all the parts of a real one: a data key
 * per backup, wrapped into a keys document, the artifact's name bound to its bytes, and tampering or a cut found.
 */
public final class ToySealer implements Sealer {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] wrapping;

    /**
     * Makes a sealer.
     *
     * @param passphrase with it {@link ToyOpener} opens what this seals
     */
    public ToySealer(Secret passphrase) {
        this.wrapping = ToyForm.wrapping(passphrase.reveal());
    }

    @Override
    public String encoding() {
        return ToyForm.ENCODING;
    }

    @Override
    public String suffix() {
        return ToyForm.ENCODING;
    }

    @Override
    public Sealing begin() {
        byte[] dataKey = new byte[32];
        RANDOM.nextBytes(dataKey);
        byte[] document = ToyForm.keysDocument(dataKey, wrapping);
        return new Sealing() {
            @Override
            public OutputStream seal(String artifact, OutputStream out) throws IOException {
                return new SealedOutput(out, dataKey.clone(), artifact);
            }

            @Override
            public Optional<byte[]> keys() {
                return Optional.of(document.clone());
            }

            @Override
            public void close() {
                Arrays.fill(dataKey, (byte) 0);
            }
        };
    }

    /** {@return the type's name, and no key} */
    @Override
    public String toString() {
        return "ToySealer";
    }

    private static final class SealedOutput extends OutputStream {
        private final DataOutputStream out;
        private final byte[] dataKey;
        private final String artifact;
        private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(ToyForm.MAX_CHUNK);
        private long number;
        private boolean closed;

        SealedOutput(OutputStream out, byte[] dataKey, String artifact) throws IOException {
            this.out = new DataOutputStream(out);
            this.dataKey = dataKey;
            this.artifact = artifact;
            this.out.writeInt(ToyForm.MAGIC);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (closed) {
                throw new IOException("write to the sealed " + artifact + " after its close");
            }
            int from = offset;
            int left = length;
            while (left > 0) {
                int part = Math.min(left, ToyForm.MAX_CHUNK - chunk.size());
                chunk.write(bytes, from, part);
                from += part;
                left -= part;
                if (chunk.size() == ToyForm.MAX_CHUNK) {
                    send(false);
                }
            }
        }

        private void send(boolean last) throws IOException {
            byte[] sealed = ToyForm.cipher(dataKey, artifact, number, chunk.toByteArray());
            out.writeInt(sealed.length);
            out.writeBoolean(last);
            out.write(sealed);
            out.write(ToyForm.tag(dataKey, artifact, number, last, sealed));
            chunk.reset();
            number++;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (out) {
                send(true);
            }
        }
    }
}
