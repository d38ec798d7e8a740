package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.internal.FolderScan;
import dev.holdfast.backup.spi.ObjectStat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks into all folders of a folder with two questions each: one for the object, one for the names. Helpers share in it.
 *
 * <p>Does not look for links on the way, unlike everything else in the store: what it finds is shown, and looked at again before it is used.
 */
final class DirectoryScan implements FolderScan {

    private final Path root;
    private final Folders folders;
    private final StoreFailures failures;

    DirectoryScan(Path root, Folders folders, StoreFailures failures) {
        this.root = root;
        this.folders = folders;
        this.failures = failures;
    }

    /** What is in a folder. */
    private record Seen(String folder, ObjectStat object, List<String> names) {}

    @Override
    public void scan(String prefix, String object, String names, Executor helpers, Visitor visitor) throws IOException {
        Path folder = root.resolve(prefix);
        String[] children = children(prefix, folder);
        SharedWork<Seen> looks =
                new SharedWork<>(children.length, number -> look(prefix, folder, children[number], object, names));
        try {
            looks.run(helpers, seen -> visitor.found(seen.folder(), seen.object(), seen.names()));
        } catch (TimeoutException e) {
            throw failures.of("list " + prefix, null, -1, new IOException(e.getMessage(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            IOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw failures.of("list " + prefix, null, -1, interrupted);
        }
    }

    private @Nullable Seen look(String prefix, Path folder, String child, String object, String names) {
        String key = prefix + child + "/" + object;
        if (!ObjectKey.isValid(key)) {
            return null;
        }
        Path inside = folder.resolve(child);
        BasicFileAttributes attributes = look(key, inside, inside.resolve(object));
        if (attributes == null || !attributes.isRegularFile()) {
            return null;
        }
        ObjectStat stat = new ObjectStat(
                new ObjectKey(key),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                null);
        return new Seen(child, stat, names(inside.resolve(names)));
    }

    private String[] children(String prefix, Path folder) {
        try {
            if (!folders.rootExists() || !folders.exists(prefix)) {
                return new String[0];
            }
            String[] children = folder.toFile().list();
            if (children == null) {
                throw new IOException("cannot be listed");
            }
            return children;
        } catch (IOException e) {
            throw failures.of("list " + prefix, null, -1, e);
        }
    }

    private @Nullable BasicFileAttributes look(String key, Path inside, Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if (!Files.isDirectory(inside)) {
                // A file in the place of a folder holds no object.
                return null;
            }
            throw failures.of("look at " + key, null, -1, e);
        } catch (IOException e) {
            throw failures.of("look at " + key, null, -1, e);
        }
    }

    /** An array or null costs less than a stream or an exception where most folders have none. */
    private static List<String> names(Path folder) {
        String[] names = folder.toFile().list();
        if (names == null || names.length == 0) {
            return List.of();
        }
        List<String> visible = new ArrayList<>(names.length);
        for (String name : names) {
            if (!name.startsWith(".")) {
                visible.add(name);
            }
        }
        return visible;
    }
}
