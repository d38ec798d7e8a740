package dev.holdfast.backup.spi;

/** Tells people how far an act is. Thread-safe and cheap; the engine counts bytes that pass its streams by itself. */
public interface Progress {

    /**
     * Says how much there will be, as far as it is known; may be said again.
     *
     * @param bytes bytes before encoding, or -1 if unknown
     * @param entries entries, or -1 if unknown
     */
    void expect(long bytes, long entries);

    /**
     * Says that more was done, beyond what passes the engine's streams.
     *
     * @param bytes bytes before encoding
     * @param entries entries
     */
    void advance(long bytes, long entries);

    /**
     * Says what a restore brought back in the end, where that is not all that was read: a part was asked for, or something was read twice.
     *
     * @param bytes bytes of what is there now
     * @param entries entries that are there now
     */
    void broughtBack(long bytes, long entries);

    /**
     * Says what is being done now.
     *
     * @param text a few words: {@code "counting rows"}
     */
    void step(String text);
}
