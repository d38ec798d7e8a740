package dev.holdfast.backup.files.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes directories that only the user of this process can look into. */
final class PrivateDirectory {

    private PrivateDirectory() {}

    /**
     * Makes a directory.
     *
     * @param directory where; nothing may be there
     */
    static void make(Path directory) throws IOException {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
