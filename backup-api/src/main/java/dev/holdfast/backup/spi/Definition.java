package dev.holdfast.backup.spi;

/**
 * How to open a participant: handed over instead of the participant itself, so that the engine can open one per run, on any day. Immutable
 * and thread-safe.
 *
 * @param <T> what it opens
 */
public interface Definition<T> {

    /** {@return the provider's type, such as {@code files}; that of a host's own participant is the host's choice} */
    String type();

    /** {@return the settings, from which the type's provider could make an equal definition; empty for a host's own participant} */
    Settings settings();

    /**
     * Opens the participant.
     *
     * @return a new one, closed by the caller
     * @throws Exception if it cannot be opened
     */
    T open() throws Exception;
}
