package dev.holdfast.backup.spi;

import java.io.IOException;
import java.time.Instant;

/** The ability of a store to remove what uploads left behind whose process died. */
@FunctionalInterface
public interface IncompleteUploads {

    /**
     * Removes uploads that were begun and neither committed nor closed.
     *
     * @param prefix how their keys begin
     * @param before only those begun before this instant, by the store's clock
     * @return how many were removed
     * @throws IOException if they cannot be removed
     */
    int abort(String prefix, Instant before) throws IOException;
}
