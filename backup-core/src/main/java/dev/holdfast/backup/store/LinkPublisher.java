package dev.holdfast.backup.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Publishes by a hard link, the one act of POSIX that creates a name only if it is free; on file systems without hard links, by a lock.
 */
final class LinkPublisher implements Publisher {

    private final Publisher withoutLinks;

    LinkPublisher(Publisher withoutLinks) {
        this.withoutLinks = withoutLinks;
    }

    @Override
    public void publish(Path temporary, Path published) throws IOException {
        if (!link(temporary, published)) {
            withoutLinks.publish(temporary, published);
            return;
        }
        // The object is there now. A second name that stays behind is swept with the uploads of dead processes.
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            return;
        }
    }

    private static boolean link(Path temporary, Path published) throws IOException {
        try {
            Files.createLink(published, temporary);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // vfat, exfat and many network file systems say "operation not permitted" or "not supported". If it was
            // something
            // else, the other way meets it too and reports it.
            return false;
        }
    }
}
