package dev.holdfast.backup.spi;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Who may use an entry, whose it is and when it changed.
 *
 * @param mode permissions with set-user-id, set-group-id and sticky bits: the low twelve bits of the mode
 * @param userId the owner's number, 0 or more
 * @param groupId the group's number, 0 or more
 * @param user the owner's name; empty if the number has none
 * @param group the group's name; empty if the number has none
 * @param modified when the content changed, to the nanosecond
 * @param attributes extended attributes, in the order of their names
 */
public record EntryMetadata(
        int mode,
        long userId,
        long groupId,
        String user,
        String group,
        Instant modified,
        List<ExtendedAttribute> attributes) {

    /**
     * Validates the numbers and copies the attributes.
     *
     * @param mode permissions with set-user-id, set-group-id and sticky bits: the low twelve bits of the mode
     * @param userId the owner's number, 0 or more
     * @param groupId the group's number, 0 or more
     * @param user the owner's name; empty if the number has none
     * @param group the group's name; empty if the number has none
     * @param modified when the content changed, to the nanosecond
     * @param attributes extended attributes, in the order of their names
     */
    public EntryMetadata {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("not a mode: " + Integer.toOctalString(mode));
        }
        if (userId < 0 || groupId < 0) {
            throw new IllegalArgumentException("negative owner: " + userId + ":" + groupId);
        }
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(modified, "modified");
        attributes = List.copyOf(attributes);
    }

    /**
     * Makes the metadata of something that is no file, such as a document that an application exports.
     *
     * @param mode permissions
     * @param modified when it changed
     * @return metadata owned by number 0, without names and attributes
     */
    public static EntryMetadata of(int mode, Instant modified) {
        return new EntryMetadata(mode, 0, 0, "", "", modified, List.of());
    }
}
