package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * What this process is on a file system, learnt by trying: who owns what it makes, which permissions it masks, whether times of links keep
 * their nanoseconds (on JDK 17 they do not), and what time the file system says it is.
 *
 * @param userId the owner of new files
 * @param groupId the group of new files
 * @param mask permissions that new files do not get
 * @param linkNanos whether the JDK sets times of links to the nanosecond
 * @param began the file system's time when the restore began; later than that of anything that was there before
 */
record Machine(long userId, long groupId, int mask, boolean linkNanos, FileTime began) {

    /** FAT has ticks of two seconds; nothing in use has longer ones. */
    private static final Duration LONGEST_TICK = Duration.ofSeconds(3);

    private static final Instant PROBE = Instant.ofEpochSecond(1_000_000_000L, 123_456_789);

    /** Tells whether this process may give files away and make devices. */
    boolean isRoot() {
        return userId == 0;
    }

    /**
     * Tries things in a directory, and removes what it made.
     *
     * @param directory an existing directory to which the process may write
     */
    static Machine probe(Path directory) throws IOException {
        String name = ".holdfast-probe-" + UUID.randomUUID();
        Path file = directory.resolve(name);
        Path link = directory.resolve(name + "-link");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(EnumSet.allOf(PosixFilePermission.class)));
            FileStat stat = FileStat.of(file);
            Files.createSymbolicLink(link, Path.of(name));
            Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(FileTime.from(PROBE), null, null);
            boolean nanos = FileStat.of(link).modified().toInstant().equals(PROBE);
            FileTime began = nextTick(file, stat.changed());
            return new Machine(stat.userId(), stat.groupId(), ~stat.permissions() & 0777, nanos, began);
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(file);
        }
    }

    /**
     * Waits until the file system's clock moves on. Its ticks are some milliseconds, and what was changed before the restore, in the tick in
     * which it begins, must not be taken for the restore's own.
     */
    private static FileTime nextTick(Path file, FileTime first) throws IOException {
        Deadline deadline = Deadline.after(LONGEST_TICK);
        FileTime now = first;
        while (now.compareTo(first) <= 0 && !deadline.isOver()) {
            LockSupport.parkNanos(500_000);
            Files.setPosixFilePermissions(file, EnumSet.of(PosixFilePermission.OWNER_READ));
            now = FileStat.of(file).changed();
        }
        return now;
    }
}
