package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the files of a store one by one, with one open directory per level and nothing else in memory. Follows no links; what vanishes
 * meanwhile is left out.
 */
final class FileWalk implements Iterator<FileWalk.Found>, Closeable {

    /**
     * A regular file.
     *
     * @param path where it is
     * @param folder the folder's key with a slash behind it, or empty at the root
     * @param name the file's name, perhaps none that an object may have
     * @param attributes what the file system says of it
     */
    record Found(Path path, String folder, String name, BasicFileAttributes attributes) {}

    private record Level(DirectoryStream<Path> stream, Iterator<Path> entries, String folder) {}

    private final StoreFailures failures;
    private final String prefix;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable Found next;

    /**
     * Begins the walk.
     *
     * @param root the store's directory
     * @param prefix how the keys of folders begin; files are given unless their folder's key does not fit
     */
    FileWalk(Path root, String prefix, StoreFailures failures) {
        this.failures = failures;
        this.prefix = prefix;
        String folder = folderOf(prefix);
        if (folder.isEmpty() || ObjectKey.isValid(folder.substring(0, folder.length() - 1))) {
            descend(root, folder);
        }
    }

    /** {@return the part of a prefix that names a folder: up to the last slash} */
    static String folderOf(String prefix) {
        return prefix.substring(0, prefix.lastIndexOf('/') + 1);
    }

    private void descend(Path root, String folder) {
        Path path = root;
        try {
            for (int from = 0; from < folder.length(); from = folder.indexOf('/', from) + 1) {
                path = path.resolve(folder.substring(from, folder.indexOf('/', from)));
                BasicFileAttributes attributes = Folders.attributes(path);
                if (attributes == null || attributes.isRegularFile()) {
                    return;
                }
                if (!attributes.isDirectory()) {
                    throw failures.notAFolder(path);
                }
            }
        } catch (IOException e) {
            throw failures.of("list " + folder, null, -1, e);
        }
        open(path, folder);
    }

    private void open(Path path, String folder) {
        try {
            DirectoryStream<Path> stream = Files.newDirectoryStream(path);
            levels.push(new Level(stream, stream.iterator(), folder));
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It vanished.
            return;
        } catch (IOException e) {
            throw failures.of("list " + folder, null, -1, e);
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && !levels.isEmpty()) {
            Level level = levels.peek();
            try {
                if (level.entries.hasNext()) {
                    look(level.folder, level.entries.next());
                } else {
                    levels.pop();
                    level.stream.close();
                }
            } catch (DirectoryIteratorException e) {
                throw failures.of("list " + level.folder, e);
            } catch (IOException e) {
                throw failures.of("list " + level.folder, null, -1, e);
            }
        }
        return next != null;
    }

    private void look(String folder, Path path) throws IOException {
        BasicFileAttributes attributes = Folders.attributes(path);
        if (attributes == null) {
            return;
        }
        String name = path.getFileName().toString();
        if (attributes.isRegularFile()) {
            next = new Found(path, folder, name, attributes);
        } else if (attributes.isDirectory() && ObjectKey.isValid(folder + name)) {
            String below = folder + name + "/";
            if (below.startsWith(prefix)) {
                open(path, below);
            }
        }
    }

    @Override
    public Found next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Found found = next;
        next = null;
        return found;
    }

    @Override
    public void close() {
        try {
            while (!levels.isEmpty()) {
                levels.pop().stream.close();
            }
        } catch (IOException e) {
            throw failures.of("list " + prefix, null, -1, e);
        }
    }
}
