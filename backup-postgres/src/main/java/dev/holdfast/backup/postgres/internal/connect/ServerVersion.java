package dev.holdfast.backup.postgres.internal.connect;

/**
 * The version of a server or a tool.
 *
 * @param number as the server says it: 150018 is 15.18, 90624 is 9.6.24
 * @param text as people read it
 */
public record ServerVersion(int number, String text) implements Comparable<ServerVersion> {

    /** {@return the major version: 15; for old ones the first part alone} */
    public int major() {
        return number / 10_000;
    }

    /** {@return the minor version: the 18 of 15.18} */
    public int minor() {
        return number >= 100_000 ? number % 10_000 : number % 100;
    }

    @Override
    public int compareTo(ServerVersion other) {
        return Integer.compare(number, other.number);
    }

    /** {@return the text} */
    @Override
    public String toString() {
        return text;
    }
}
