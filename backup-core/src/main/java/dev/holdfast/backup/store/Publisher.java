package dev.holdfast.backup.store;

import java.io.IOException;
import java.nio.file.Path;

/** Gives a complete file its final name, atomically, unless the name is taken. */
interface Publisher {

    /**
     * Publishes.
     *
     * @param temporary the complete file; gone afterwards
     * @param published its final name, in the same directory
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken; nothing is then changed
     * @throws IOException if it cannot be; nothing is then changed
     */
    void publish(Path temporary, Path published) throws IOException;
}
