package dev.holdfast.backup.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What {@link ToySealer} and {@link ToyOpener} agree on. */
final class ToyForm {

    static final String ENCODING = "toy";
    static final int MAGIC = 0x48465431;
    static final int MAX_CHUNK = 64 * 1024;
    static final int TAG = 32;

    private ToyForm() {}

    static byte[] wrapping(char[] passphrase) {
        return hash("wrap".getBytes(StandardCharsets.UTF_8), new String(passphrase).getBytes(StandardCharsets.UTF_8));
    }

    static byte[] keysDocument(byte[] dataKey, byte[] wrapping) {
        String text = "toy-keys 1\nwrapped " + HexFormat.of().formatHex(xor(dataKey.clone(), wrapping)) + "\ncheck "
                + HexFormat.of().formatHex(check(dataKey)) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] check(byte[] dataKey) {
        return Arrays.copyOf(hash("check".getBytes(StandardCharsets.UTF_8), dataKey), 8);
    }

    /** Changes plain bytes of a chunk into sealed ones or back. */
    static byte[] cipher(byte[] dataKey, String artifact, long chunk, byte[] bytes) {
        return xor(bytes, hash(dataKey, artifact.getBytes(StandardCharsets.UTF_8), number(chunk)));
    }

    static byte[] tag(byte[] dataKey, String artifact, long chunk, boolean last, byte[] sealed) {
        byte[] name = artifact.getBytes(StandardCharsets.UTF_8);
        return hash(dataKey, number(name.length), name, number(chunk), number(last ? 1 : 0), sealed);
    }

    static byte[] xor(byte[] bytes, byte[] pad) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= pad[i % pad.length];
        }
        return bytes;
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] hash(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
