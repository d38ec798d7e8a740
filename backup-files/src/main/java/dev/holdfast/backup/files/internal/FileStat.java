package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.DeviceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * What the file system says of a file.
 *
 * @param mode type and permissions
 * @param userId the owner's number
 * @param groupId the group's number
 * @param size bytes
 * @param modified when the content changed
 * @param changed when anything changed
 * @param device the file system it is on
 * @param inode its number there
 * @param links how many names it has
 * @param deviceType for a device node which device it stands for
 */
record FileStat(
        int mode,
        long userId,
        long groupId,
        long size,
        FileTime modified,
        FileTime changed,
        long device,
        long inode,
        int links,
        long deviceType) {

    private static final String ATTRIBUTES = "unix:mode,uid,gid,size,lastModifiedTime,ctime,dev,ino,nlink,rdev";
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};
    private static final LinkOption[] FOLLOW = {};

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    /** Reads what is there; a link is looked at itself. */
    static FileStat of(Path path) throws IOException {
        return read(path, NO_FOLLOW);
    }

    /** Reads what is there; of a link what it points to. */
    static FileStat following(Path path) throws IOException {
        return read(path, FOLLOW);
    }

    private static FileStat read(Path path, LinkOption[] options) throws IOException {
        Map<String, Object> values = Files.readAttributes(path, ATTRIBUTES, options);
        return new FileStat(
                (int) get(values, "mode"),
                unsigned(get(values, "uid")),
                unsigned(get(values, "gid")),
                (long) get(values, "size"),
                (FileTime) get(values, "lastModifiedTime"),
                (FileTime) get(values, "ctime"),
                (long) get(values, "dev"),
                (long) get(values, "ino"),
                (int) get(values, "nlink"),
                (long) get(values, "rdev"));
    }

    private static Object get(Map<String, Object> values, String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the file system gave no " + name);
        }
        return value;
    }

    // The JDK gives owners above 2^31 as negative numbers.
    private static long unsigned(Object number) {
        return Integer.toUnsignedLong((int) number);
    }

    int permissions() {
        return mode & 07777;
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean isFifo() {
        return (mode & TYPE) == FIFO;
    }

    boolean isSocket() {
        return (mode & TYPE) == SOCKET;
    }

    boolean isCharacterDevice() {
        return (mode & TYPE) == CHARACTER;
    }

    boolean isBlockDevice() {
        return (mode & TYPE) == BLOCK;
    }

    /** Returns the number of the device that a device node stands for. */
    DeviceNumber deviceNumber() {
        long major = ((deviceType >>> 8) & 0xFFF) | ((deviceType >>> 32) & ~0xFFFL);
        long minor = (deviceType & 0xFF) | ((deviceType >>> 12) & ~0xFFL);
        return new DeviceNumber((int) (major & 0x7FFFFFFF), (int) (minor & 0x7FFFFFFF));
    }

    /** Returns a word for messages. */
    String word() {
        return switch (mode & TYPE) {
            case DIRECTORY -> "directory";
            case REGULAR -> "file";
            case LINK -> "symbolic link";
            case FIFO -> "FIFO";
            case SOCKET -> "socket";
            case CHARACTER -> "character device";
            case BLOCK -> "block device";
            default -> "unknown kind";
        };
    }

    /** Returns this without the name that a snapshot gave it. */
    FileStat withoutOneLink() {
        return new FileStat(mode, userId, groupId, size, modified, changed, device, inode, links - 1, deviceType);
    }

    /** Returns this with the content of another, as far as its time and its size say. */
    FileStat withContentOf(FileStat other) {
        return new FileStat(
                mode, userId, groupId, other.size, other.modified, changed, device, inode, links, deviceType);
    }

    /** Tells whether a file has the content that it had, as far as the time of the last change to it and its size say. */
    boolean hasContentOf(FileStat earlier) {
        return size == earlier.size && modified.equals(earlier.modified);
    }

    /** Tells whether the same file has the same content as far as its times and size say. */
    boolean isUnchangedSince(FileStat earlier) {
        return inode == earlier.inode
                && size == earlier.size
                && modified.equals(earlier.modified)
                && changed.equals(earlier.changed);
    }
}
