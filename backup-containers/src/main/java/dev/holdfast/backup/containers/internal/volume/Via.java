package dev.holdfast.backup.containers.internal.volume;

import java.util.Locale;

/** By which way files of a volume are read and written. */
public enum Via {
    /** As files if this process may, else through the engine. */
    AUTO,
    /** As files of this machine. */
    PATH,
    /** Through the engine. */
    ENGINE;

    /** {@return the word in configurations} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
