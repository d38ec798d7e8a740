package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Opener;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens what {@link ToySealer} sealed; as little secure as that. */
public final class ToyOpener implements Opener {

    private static final Pattern KEYS = Pattern.compile("toy-keys 1\nwrapped ([0-9a-f]{64})\ncheck ([0-9a-f]{16})\n");

    private final byte[] wrapping;

    /**
     * Makes an opener.
     *
     * @param passphrase the sealer's passphrase
     */
    public ToyOpener(Secret passphrase) {
        this.wrapping = ToyForm.wrapping(passphrase.reveal());
    }

    @Override
    public String encoding() {
        return ToyForm.ENCODING;
    }

    /**
     * Begins a backup.
     *
     * @param keys the keys document
     * @return what opens its artifacts
     * @throws IntegrityException {@code TESTKIT-030} if the keys document is missing or damaged
     * @throws ConfigurationException {@code TESTKIT-031} if the passphrase is another
     */
    @Override
    public Opening begin(Optional<byte[]> keys) {
        Matcher matcher = KEYS.matcher(
                keys.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(""));
        if (!matcher.matches()) {
            throw new IntegrityException(Failure.of("TESTKIT-030", "the keys document is missing or damaged"));
        }
        byte[] dataKey = ToyForm.xor(HexFormat.of().parseHex(matcher.group(1)), wrapping);
        if (!MessageDigest.isEqual(ToyForm.check(dataKey), HexFormat.of().parseHex(matcher.group(2)))) {
            throw new ConfigurationException(
                    Failure.of("TESTKIT-031", "the passphrase is not the one that the backup was sealed with"));
        }
        return new Opening() {
            @Override
            public InputStream open(String artifact, InputStream in) {
                return new OpenedInput(in, dataKey.clone(), artifact);
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
        return "ToyOpener";
    }

    private static final class OpenedInput extends InputStream {
        private final DataInputStream in;
        private final byte[] dataKey;
        private final String artifact;
        private byte[] chunk = new byte[0];
        private int position;
        private long number = -1;
        private boolean last;

        OpenedInput(InputStream in, byte[] dataKey, String artifact) {
            this.in = new DataInputStream(in);
            this.dataKey = dataKey;
            this.artifact = artifact;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            while (position == chunk.length) {
                if (last) {
                    return -1;
                }
                receive();
            }
            int part = Math.min(length, chunk.length - position);
            System.arraycopy(chunk, position, bytes, offset, part);
            position += part;
            return part;
        }

        private void receive() throws IOException {
            try {
                if (number < 0 && in.readInt() != ToyForm.MAGIC) {
                    throw new IOException("the sealed " + artifact + " does not begin as one");
                }
                number++;
                int length = in.readInt();
                int mark = in.readUnsignedByte();
                boolean ends = mark == 1;
                if (length < 0 || length > ToyForm.MAX_CHUNK || mark > 1) {
                    throw new IOException("the sealed " + artifact + " is damaged in part " + number);
                }
                byte[] sealed = new byte[length];
                in.readFully(sealed);
                byte[] tag = new byte[ToyForm.TAG];
                in.readFully(tag);
                if (!MessageDigest.isEqual(tag, ToyForm.tag(dataKey, artifact, number, ends, sealed))) {
                    throw new IOException("the sealed " + artifact + " was changed in part " + number
                            + ", or belongs to another artifact");
                }
                if (ends && in.read() >= 0) {
                    throw new IOException("the sealed " + artifact + " goes on after its end");
                }
                chunk = ToyForm.cipher(dataKey, artifact, number, sealed);
                position = 0;
                last = ends;
            } catch (EOFException e) {
                throw new IOException("the sealed " + artifact + " is cut short in part " + number, e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
