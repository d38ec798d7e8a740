package dev.holdfast.backup;

/** Computes a {@link Digest} of bytes as they pass; for one thread at a time. */
public interface Digester {

    /**
     * Takes in more bytes.
     *
     * @param buffer holds the bytes
     * @param offset where they begin
     * @param length how many there are
     */
    void update(byte[] buffer, int offset, int length);

    /** {@return the digest of all bytes since the last call, and begins anew} */
    Digest finish();
}
