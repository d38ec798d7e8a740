package dev.holdfast.backup.spi;

/**
 * A stretch of a file that has data.
 *
 * @param offset where it begins, in bytes
 * @param length how long it is, in bytes; 0 only to mark the end of a file that ends with a hole
 */
public record Extent(long offset, long length) {

    /**
     * Validates that neither is negative and that the end can be told.
     *
     * @param offset where it begins, in bytes
     * @param length how long it is, in bytes; 0 only to mark the end of a file that ends with a hole
     */
    public Extent {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("not an extent: " + offset + "+" + length);
        }
    }

    /** {@return the offset behind the last byte} */
    public long end() {
        return offset + length;
    }
}
