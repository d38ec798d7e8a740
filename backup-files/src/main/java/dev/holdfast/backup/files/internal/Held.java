package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot keeps of a thing beside its content, because it cannot be read from the snapshot.
 *
 * @param device the file system of the file that has the content
 * @param inode its number there; of a copy another one than that of the live file
 * @param user the owner's name, or empty
 * @param group the group's name, or empty
 * @param link the text of a symbolic link, or {@code null}
 * @param attributes extended attributes of a directory; those of a file are with its content
 */
record Held(
        long device,
        long inode,
        String user,
        String group,
        @Nullable EntryName link,
        List<ExtendedAttribute> attributes) {

    Held {
        attributes = List.copyOf(attributes);
    }

    /** Returns this with the content in another file. */
    Held withContentIn(FileStat file) {
        return new Held(file.device(), file.inode(), user, group, link, attributes);
    }
}
