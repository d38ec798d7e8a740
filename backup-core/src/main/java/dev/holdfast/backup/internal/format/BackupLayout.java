package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the parts of a backup lie in a store. */
public final class BackupLayout {

    /** The object that says what kind of store this is. */
    public static final ObjectKey MARKER = new ObjectKey("holdfast.json");

    /** The manifest's name within its backup. */
    public static final String MANIFEST = "manifest.json";

    /** The name of the list of digests. */
    public static final String SUMS = "SHA256SUMS";

    /** The name of the words for restoring by hand. */
    public static final String GUIDE = "RESTORE.md";

    /** The folder of notes within a backup, with its slash. */
    public static final String NOTES = "notes/";

    private static final Pattern KEYS = Pattern.compile("keys-([1-9]\\d{0,5})\\.json");

    private BackupLayout() {}

    /**
     * Returns the prefix of all keys of a backup.
     *
     * @param id the backup
     * @return the prefix, with a slash at its end
     */
    public static String directory(BackupId id) {
        return folder(id.target()) + id.value() + "/";
    }

    /**
     * Returns the prefix of all keys of a target's backups.
     *
     * @param target the target's name
     * @return the prefix, with a slash at its end
     */
    public static String folder(String target) {
        return target + "/";
    }

    /**
     * Returns the key of the manifest.
     *
     * @param id the backup
     * @return the key
     */
    public static ObjectKey manifest(BackupId id) {
        return object(id, MANIFEST);
    }

    /**
     * Returns the key of the list of digests.
     *
     * @param id the backup
     * @return the key
     */
    public static ObjectKey sums(BackupId id) {
        return object(id, SUMS);
    }

    /**
     * Returns the key of the words for restoring by hand.
     *
     * @param id the backup
     * @return the key
     */
    public static ObjectKey guide(BackupId id) {
        return object(id, GUIDE);
    }

    /**
     * Returns the key of wrapped data keys.
     *
     * @param id the backup
     * @param number 1 for those written with the backup, more after each change of keys
     * @return the key
     */
    public static ObjectKey keys(BackupId id, int number) {
        return object(id, keysName(number));
    }

    /**
     * Returns the name of wrapped data keys within their backup.
     *
     * @param number 1 or more
     * @return the name
     */
    public static String keysName(int number) {
        return "keys-" + number + ".json";
    }

    /**
     * Reads the number of wrapped data keys from their name.
     *
     * @param name a name within a backup
     * @return the number, or empty if the name is of something else
     */
    public static Optional<Integer> keysNumber(String name) {
        Matcher matcher = KEYS.matcher(name);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /**
     * Returns the key of an artifact.
     *
     * @param id the backup
     * @param name the artifact's name
     * @return the key
     */
    public static ObjectKey artifact(BackupId id, String name) {
        return object(id, name);
    }

    /**
     * Returns the prefix of the keys of notes.
     *
     * @param id the backup
     * @return the prefix, with a slash at its end
     */
    public static String notes(BackupId id) {
        return directory(id) + NOTES;
    }

    /**
     * Returns the key of a note.
     *
     * @param id the backup
     * @param note the note
     * @return the key
     */
    public static ObjectKey note(BackupId id, Note note) {
        return new ObjectKey(notes(id) + note.name());
    }

    /**
     * Returns the name of the index of an archive's entries.
     *
     * @param suffix what the target called the archive
     * @param first whether it is the backup's first archive
     * @return the name without a sealer's suffix
     */
    public static String indexName(String suffix, boolean first) {
        return (first ? "entries" : "entries-" + suffix) + ".zst";
    }

    private static ObjectKey object(BackupId id, String name) {
        return new ObjectKey(directory(id) + name);
    }
}
