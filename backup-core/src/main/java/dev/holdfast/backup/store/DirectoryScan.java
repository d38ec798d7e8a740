package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.internal.FolderScan;
import dev.holdfast.backup.spi.ObjectStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks into all folders of a folder with two questions each: one for the object, one for the names.
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

    @Override
    public void scan(String prefix, String object, String names, Visitor visitor) throws IOException {
        Path folder = root.resolve(prefix);
        for (String child : children(prefix, folder)) {
            String key = prefix + child + "/" + object;
            if (ObjectKey.isValid(key)) {
                Path inside = folder.resolve(child);
                BasicFileAttributes attributes = look(key, inside, inside.resolve(object));
                if (attributes != null && attributes.isRegularFile()) {
                    ObjectStat stat = new ObjectStat(
                            new ObjectKey(key),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant(),
                            null);
                    visitor.found(child, stat, names(inside.resolve(names)));
                }
            }
        }
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
