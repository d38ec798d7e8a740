package dev.holdfast.backup.store;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file name of an upload that is not committed: {@code .upload-<random>-<name>}. Segments of keys never begin with a dot, so it is never
 * an object.
 */
final class TemporaryName {

    private static final String PREFIX = ".upload-";
    private static final int MAX_FILE_NAME = 255;

    private TemporaryName() {}

    /** Makes a name; a long name of an object is cut so that the file system takes it. */
    static String of(String objectName) {
        String random = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
        String name = PREFIX + random + "-" + objectName;
        return name.length() <= MAX_FILE_NAME ? name : name.substring(0, MAX_FILE_NAME);
    }

    /** {@return the object's name, perhaps cut, or {@code null} if this is no temporary name} */
    static @Nullable String objectName(String fileName) {
        if (!fileName.startsWith(PREFIX)) {
            return null;
        }
        int end = fileName.indexOf('-', PREFIX.length());
        return end < 0 || end == fileName.length() - 1 ? null : fileName.substring(end + 1);
    }

    /** {@return whether a temporary file's key begins with a prefix, also where its name was cut} */
    static boolean matches(String folder, String fileName, String objectName, String prefix) {
        String key = folder + objectName;
        return key.startsWith(prefix) || (fileName.length() == MAX_FILE_NAME && prefix.startsWith(key));
    }
}
