package dev.holdfast.backup.spi;

import java.util.List;

/**
 * The ability of a target to be told more about a restore than {@link RestoreRequest} has for all of them: options of its own.
 *
 * <p>Whoever asks for a restore gives them as {@link RestoreRequest#options()}. The engine refuses names that are not listed here, and values
 * of the wrong type, before the target sees the request; a target without this ability has no options.
 */
public interface TunedRestore {

    /** {@return the options that a restore of this target understands, always the same; none is secret or required} */
    List<Setting> restoreOptions();
}
