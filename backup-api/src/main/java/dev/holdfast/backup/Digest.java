package dev.holdfast.backup;

import java.util.Objects;

/**
 * A digest of bytes and how it was computed, written {@code crc32c:e3069283}.
 *
 * @param algorithm how it was computed
 * @param hex the value in lower-case hexadecimal digits
 */
public record Digest(DigestAlgorithm algorithm, String hex) {

    /**
     * Validates the form of the value.
     *
     * @param algorithm how it was computed
     * @param hex the value in lower-case hexadecimal digits
     */
    public Digest {
        Objects.requireNonNull(algorithm, "algorithm");
        if (!isHex(hex, algorithm == DigestAlgorithm.CRC32C ? 8 : 64)) {
            throw new IllegalArgumentException("not a " + algorithm.word() + " digest: " + hex);
        }
    }

    // There is a digest per entry of an archive: a regular expression would show in the time of a backup.
    private static boolean isHex(String text, int digits) {
        if (text.length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a digest from its text.
     *
     * @param text {@code algorithm:hex}
     * @return the digest
     * @throws IllegalArgumentException if the text has another form
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (colon > 0 && algorithm.word().equals(text.substring(0, colon))) {
                return new Digest(algorithm, text.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException("not a digest: " + text);
    }

    /** {@return {@code algorithm:hex}} */
    @Override
    public String toString() {
        return algorithm.word() + ":" + hex;
    }
}
