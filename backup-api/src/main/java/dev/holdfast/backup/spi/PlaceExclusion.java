package dev.holdfast.backup.spi;

import java.nio.file.Path;
import java.util.List;

/** The ability of a target that reads files to leave places out: a backup must not contain the stores it is written to. */
@FunctionalInterface
public interface PlaceExclusion {

    /**
     * Leaves directories out of the captures that follow. One that lies inside what is captured is reported then, as a problem of severity
     * INFO; if all of what is captured lies inside one, the capture fails.
     *
     * @param directories absolute directories
     */
    void leaveOut(List<Path> directories);
}
