package dev.holdfast.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** How a digest is computed. */
public enum DigestAlgorithm {
    /** Castagnoli's 32-bit cyclic redundancy check (RFC 3720, appendix B.4): finds accidents at the speed of memory. */
    CRC32C("crc32c"),
    /** SHA-256 (FIPS 180-4): finds intent too. */
    SHA256("sha256");

    private final String word;

    DigestAlgorithm(String word) {
        this.word = word;
    }

    /** {@return the word used in configuration and manifests: {@code crc32c}, {@code sha256}} */
    public String word() {
        return word;
    }

    /**
     * Returns the algorithm of that word.
     *
     * @param word {@code crc32c} or {@code sha256}
     * @return the algorithm
     * @throws ConfigurationException {@code HF-CFG-003} if there is none
     */
    public static DigestAlgorithm of(String word) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.word().equals(word)) {
                return algorithm;
            }
        }
        throw new ConfigurationException(
                Failure.of("HF-CFG-003", "unknown digest \"" + word + "\"").hint("Use crc32c or sha256."));
    }

    /** {@return a new digester, for one thread} */
    public Digester digester() {
        return this == CRC32C ? new Crc32cDigester() : new MessageDigester(this, sha256());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Crc32cDigester implements Digester {
        private final CRC32C checksum = new CRC32C();

        @Override
        public void update(byte[] buffer, int offset, int length) {
            checksum.update(buffer, offset, length);
        }

        @Override
        public Digest finish() {
            Digest digest = new Digest(CRC32C, HexFormat.of().toHexDigits((int) checksum.getValue()));
            checksum.reset();
            return digest;
        }
    }

    private record MessageDigester(DigestAlgorithm algorithm, MessageDigest digest) implements Digester {
        @Override
        public void update(byte[] buffer, int offset, int length) {
            digest.update(buffer, offset, length);
        }

        @Override
        public Digest finish() {
            return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
