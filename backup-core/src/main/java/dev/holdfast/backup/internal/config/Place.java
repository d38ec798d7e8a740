package dev.holdfast.backup.internal.config;

/**
 * A place in the file.
 *
 * @param line the line, from 0
 * @param column the column in code points, from 0
 * @param length how many code points on that line it covers, 1 or more
 */
public record Place(int line, int column, int length) {

    /** The begin of the file. */
    public static final Place BEGIN = new Place(0, 0, 1);
}
