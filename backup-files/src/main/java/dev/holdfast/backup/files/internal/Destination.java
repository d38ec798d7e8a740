package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.ConflictRule;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directories below the places that a restore writes to. Every directory on the way to an entry is looked at once and is a real one: nothing
 * is written through a symbolic link, whether it was there or came from the archive.
 *
 * <p>A directory that was looked at is trusted afterwards, because this restore never replaces a directory; nobody else is expected to replace
 * one meanwhile.
 */
final class Destination {

    private static final int REMEMBERED = 4096;
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final ConflictRule rule;
    private final Map<String, Boolean> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Told of each directory that is made on the way to an entry. */
    interface Made {
        void made(Path path, String relative) throws IOException;
    }

    Destination(ConflictRule rule) {
        this.rule = rule;
    }

    /** What is the matter with the way to an entry. */
    enum Way {
        /** A directory that was there. */
        FOUND,
        /** A directory that this restore made. */
        MADE,
        /** Something that the rule says to leave. */
        BLOCKED
    }

    /**
     * Makes sure that a directory below the base is there and real.
     *
     * @param base the base, trusted
     * @param relative the directory below it; empty for the base itself
     * @param made told of each one that is made
     * @return how it is
     * @throws TargetException {@code HF-FIL-031} if something else is in the way and the rule says to fail
     */
    Way directory(Path base, String relative, Made made) throws IOException {
        if (relative.isEmpty()) {
            return Way.FOUND;
        }
        String key = base + "\0" + relative;
        Boolean ours = known.get(key);
        if (ours != null) {
            return ours ? Way.MADE : Way.FOUND;
        }
        int slash = relative.lastIndexOf('/');
        if (directory(base, slash < 0 ? "" : relative.substring(0, slash), made) == Way.BLOCKED) {
            return Way.BLOCKED;
        }
        Path path = PathNames.resolve(base, relative);
        Way way = make(path);
        if (way == Way.BLOCKED) {
            return way;
        }
        known.put(key, way == Way.MADE);
        if (way == Way.MADE) {
            made.made(path, relative);
        }
        return way;
    }

    /**
     * Tells whether all directories on the way to a name are there and real; makes none.
     *
     * @param base the base, trusted
     * @param relative a name below it
     */
    boolean isReal(Path base, String relative) throws IOException {
        for (int slash = relative.indexOf('/'); slash >= 0; slash = relative.indexOf('/', slash + 1)) {
            String directory = relative.substring(0, slash);
            if (!known.containsKey(base + "\0" + directory)) {
                FileStat there = look(PathNames.resolve(base, directory));
                if (there == null || !there.isDirectory()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Tells whether directories that are there get what the archive says of them. */
    boolean overwrites() {
        return rule == ConflictRule.OVERWRITE;
    }

    private Way make(Path path) throws IOException {
        FileStat there = look(path);
        if (there == null) {
            try {
                Files.createDirectory(path, PRIVATE);
                return Way.MADE;
            } catch (FileAlreadyExistsException e) {
                there = FileStat.of(path);
            }
        }
        if (there.isDirectory()) {
            return Way.FOUND;
        }
        switch (rule) {
            case SKIP -> {
                return Way.BLOCKED;
            }
            case OVERWRITE -> {
                // The link or file goes, not what the link points to.
                Files.delete(path);
                Files.createDirectory(path, PRIVATE);
                return Way.MADE;
            }
            default -> throw inTheWay(path, there);
        }
    }

    /** Returns what is at a path, or {@code null}. */
    static @Nullable FileStat look(Path path) throws IOException {
        try {
            return FileStat.of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    static TargetException inTheWay(Path path, FileStat there) {
        String text = CaptureLog.display(PathNames.text(path));
        return new TargetException(
                Failure.of("HF-FIL-031", "a " + there.word() + " is in the place of a directory or entry: " + text)
                        .hint("Move it away, restore to an empty directory, or say on-conflict skip or overwrite.")
                        .with("path", text));
    }
}
