package dev.holdfast.backup;

/** How far a backup was proven; each level includes the ones before it. */
public enum VerificationLevel {
    /** Every object is there and has the bytes and the digest that were recorded when it was written. */
    STORED,
    /** Every artifact was decoded to its end, and every entry's digest compared. */
    DECODED,
    /** It was restored into scratch, and the proofs held. */
    RESTORED;

    /** {@return the word used in configuration, commands and keys: the lower-case name} */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
