package dev.holdfast.backup;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A digest of bytes and how it was computed, written {@code crc32c:e3069283}.
 *
 * @param algorithm how it was computed
 * @param hex the value in lower-case hexadecimal digits
 */
public record Digest(DigestAlgorithm algorithm, String hex) {

    private static final Pattern CRC32C_HEX = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

    /**
     * Validates the form of the value.
     *
     * @param algorithm how it was computed
     * @param hex the value in lower-case hexadecimal digits
     */
    public Digest {
        Objects.requireNonNull(algorithm, "algorithm");
        Pattern form = algorithm == DigestAlgorithm.CRC32C ? CRC32C_HEX : SHA256_HEX;
        if (!form.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a " + algorithm.word() + " digest: " + hex);
        }
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
