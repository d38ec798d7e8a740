package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.EntryMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;

/**
 * Sets what an entry says of a file that was just made, in the one order that works: attributes, owner, mode (a change of owner takes
 * set-user-id away), times (everything else changes them). What cannot be set is a problem, never silence. Thread-safe.
 */
final class MetadataWriter {

    private static final int PRIVILEGES = 06000;
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private final Machine machine;
    private final Owners owners;
    private final LateTimes lateTimes;
    private final RestoreLog log;
    private final FileTime accessed;

    MetadataWriter(Machine machine, Owners owners, LateTimes lateTimes, RestoreLog log, Clock clock) {
        this.machine = machine;
        this.owners = owners;
        this.lateTimes = lateTimes;
        this.log = log;
        this.accessed = FileTime.from(clock.instant());
    }

    /** Tells whether whatever this process makes in a directory of its own belongs to whom the entry says. */
    boolean isOwn(EntryMetadata metadata) {
        return metadata.userId() == machine.userId()
                && metadata.groupId() == machine.groupId()
                && (metadata.userId() == 0 || metadata.user().isEmpty() || !machine.isRoot());
    }

    /** Returns the mode that a new file gets if it is made with a mode. */
    int masked(int mode) {
        return mode & ~machine.mask();
    }

    /**
     * Sets all of a regular file or directory.
     *
     * @param path what was made
     * @param place where it will be in the end
     * @param text its path in the backup, for messages
     * @param metadata what the entry says
     * @param owned whether its owner is right already, which holds only for what was made in a directory of this restore's own
     * @param mode the mode it has, or -1 if unknown
     */
    void write(Path path, Path place, String text, EntryMetadata metadata, boolean owned, int mode)
            throws InterruptedException {
        if (!metadata.attributes().isEmpty()) {
            try {
                Attributes.write(path, metadata.attributes());
            } catch (IOException e) {
                complain(text, "extended attributes", e);
            }
        }
        int wanted = metadata.mode();
        if (!owned) {
            wanted = giveAway(path, text, metadata);
        }
        if (wanted != mode) {
            try {
                Files.setAttribute(path, "unix:mode", wanted);
            } catch (IOException e) {
                complain(text, "mode " + Integer.toOctalString(wanted), e);
            }
        }
        time(path, place, text, metadata.modified(), owned);
    }

    /** Sets owner and time of a symbolic link, which has no mode. */
    void writeLink(Path path, String text, EntryMetadata metadata, boolean owned) throws InterruptedException {
        if (!owned) {
            giveAway(path, text, metadata);
        }
        Instant time = metadata.modified();
        boolean exact = machine.linkNanos() || time.getNano() % 1000 == 0;
        if (!exact || !LateTimes.isSettable(time)) {
            lateTimes.add(path, time);
            return;
        }
        try {
            Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(FileTime.from(time), accessed, null);
        } catch (IOException e) {
            complain(text, "time " + time, e);
        }
    }

    /** Sets all of a FIFO or device, without opening it. */
    void writeSpecial(Path path, String text, EntryMetadata metadata) throws InterruptedException {
        int wanted = giveAway(path, text, metadata);
        try {
            Files.setAttribute(path, "unix:mode", wanted);
        } catch (IOException e) {
            complain(text, "mode " + Integer.toOctalString(wanted), e);
        }
        lateTimes.add(path, metadata.modified());
    }

    /** Gives a directory that was made only because something in it was asked for the mode that new directories have. */
    void usual(Path path) throws IOException {
        Files.setAttribute(path, "unix:mode", masked(0777));
    }

    private int giveAway(Path path, String text, EntryMetadata metadata) {
        if (machine.isRoot()) {
            try {
                owners.give(path, metadata);
                return metadata.mode();
            } catch (IOException e) {
                complain(text, "owner " + metadata.userId() + ":" + metadata.groupId(), e);
            }
        } else if (metadata.userId() == machine.userId()) {
            try {
                owners.give(path, metadata);
                return metadata.mode();
            } catch (IOException e) {
                complain(text, "group " + metadata.groupId(), e);
            }
        } else {
            log.add(
                    Severity.WARNING,
                    "HF-FIL-035",
                    text,
                    CaptureLog.display(text) + " belongs to " + metadata.userId() + ":" + metadata.groupId()
                            + " in the backup and to " + machine.userId() + ":" + machine.groupId() + " here",
                    "Restore as root to give files to their owners.");
        }
        // A program must not run with the rights of somebody it did not belong to.
        return metadata.mode() & ~PRIVILEGES;
    }

    private void time(Path path, Path place, String text, Instant time, boolean surely) throws InterruptedException {
        if (!LateTimes.isSettable(time)) {
            lateTimes.add(place, time);
            return;
        }
        try {
            // With the time of access given too, the JDK need not look first; and it need not look whether this is a
            // link
            // where nobody else can have put one.
            Files.getFileAttributeView(path, BasicFileAttributeView.class, surely ? FOLLOW : NO_FOLLOW)
                    .setTimes(FileTime.from(time), accessed, null);
        } catch (IOException e) {
            complain(text, "time " + time, e);
        }
    }

    private void complain(String text, String what, IOException why) {
        log.add(
                Severity.WARNING,
                "HF-FIL-034",
                text,
                "cannot set the " + what + " of " + CaptureLog.display(text) + ": " + Reasons.of(why),
                "");
    }
}
