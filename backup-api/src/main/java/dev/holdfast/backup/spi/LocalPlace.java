package dev.holdfast.backup.spi;

import java.nio.file.Path;

/** The ability of a store that lies in a directory of this machine to say which. */
@FunctionalInterface
public interface LocalPlace {

    /** {@return the directory, absolute} */
    Path directory();
}
