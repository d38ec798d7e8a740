package dev.holdfast.backup.spi;

import java.io.IOException;
import java.util.stream.Stream;

/** The ability of a store to list one level without looking at what is below. */
@FunctionalInterface
public interface FolderListing {

    /**
     * Lists what is directly below a prefix.
     *
     * @param prefix empty, or segments each followed by a slash
     * @return the next segment of each key that begins with the prefix, each once, with a slash behind it if more follows; closed by the
     *     caller
     * @throws IOException if the store cannot tell
     */
    Stream<String> children(String prefix) throws IOException;
}
