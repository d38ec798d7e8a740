package dev.holdfast.backup.spi;

/** Who else may hold a lease on the same resource. */
public enum LeaseMode {
    /** Nobody. */
    EXCLUSIVE,
    /** Others that are shared too. */
    SHARED
}
