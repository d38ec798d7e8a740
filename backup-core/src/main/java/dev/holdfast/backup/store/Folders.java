package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directories of a store: finds, makes, forces and removes them, and follows no link below the root. */
final class Folders {

    private static final int REMEMBERED = 1024;

    private final Path root;
    private final StoreFailures failures;
    private final boolean posix;
    // Directories whose names are known to be on disk, so that not every upload forces all directories above it. The
    // name may come
    // back for another directory, so the identity counts too.
    private final Map<Path, Object> durable = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Object> eldest) {
            return size() > REMEMBERED;
        }
    });
    // The root's identity when it was first seen. Once seen it is never made again: where it is gone, a disk was
    // unmounted.
    private volatile @Nullable Object seenRoot;

    Folders(Path root, StoreFailures failures) {
        this.root = root;
        this.failures = failures;
        this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** {@return the attributes for new files: readable for the owner alone, where the file system can say so} */
    FileAttribute<?>[] fileAttributes() {
        return permissions("rw-------");
    }

    private FileAttribute<?>[] permissions(String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Looks whether the root is there.
     *
     * @return false if it never was
     * @throws StoreException HF-STO-006 if it is gone or another one, HF-STO-007 if it is no directory
     */
    boolean rootExists() throws IOException {
        // Asked before the look: another thread may make the root between the look and the question.
        Object seen = seenRoot;
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(root, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            if (seen != null) {
                throw failures.gone();
            }
            return false;
        }
        if (!attributes.isDirectory()) {
            throw failures.notAFolder(root);
        }
        Object identity = identity(attributes);
        if (seen == null) {
            seenRoot = identity;
        } else if (!identity.equals(seen)) {
            throw failures.gone();
        }
        return true;
    }

    private static Object identity(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return key == null ? "unknown" : key;
    }

    /** {@return the path of an object; a key has no segment that leads elsewhere} */
    Path path(ObjectKey key) {
        return root.resolve(key.value());
    }

    /**
     * Looks at an object.
     *
     * @return its attributes, or {@code null} if there is none
     * @throws StoreException HF-STO-007 if it, or a folder above it, is a link or something else strange
     */
    @Nullable BasicFileAttributes look(ObjectKey key) throws IOException {
        if (!foldersExist(key)) {
            return null;
        }
        Path path = path(key);
        BasicFileAttributes attributes = attributes(path);
        if (attributes == null) {
            rootExists();
            return null;
        }
        if (attributes.isDirectory()) {
            return null;
        }
        if (!attributes.isRegularFile()) {
            throw failures.notAFile(path);
        }
        return attributes;
    }

    private boolean foldersExist(ObjectKey key) throws IOException {
        return exists(key.value());
    }

    /** {@return whether all folders of a text are there: each segment that a slash follows} */
    boolean exists(String value) throws IOException {
        for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', slash + 1)) {
            Path folder = root.resolve(value.substring(0, slash));
            BasicFileAttributes attributes = attributes(folder);
            if (attributes == null) {
                rootExists();
                return false;
            }
            if (attributes.isRegularFile()) {
                return false;
            }
            if (!attributes.isDirectory()) {
                throw failures.notAFolder(folder);
            }
        }
        return true;
    }

    /** {@return the attributes of what is there, links not followed, or {@code null}} */
    static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Makes the folders above an object, each one's name on disk before something is put into it. */
    void make(ObjectKey key) throws IOException {
        if (!rootExists()) {
            makeRoot();
        }
        String value = key.value();
        Path above = root;
        for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', slash + 1)) {
            Path folder = root.resolve(value.substring(0, slash));
            makeOne(above, folder, key);
            above = folder;
        }
    }

    private void makeOne(Path above, Path folder, ObjectKey key) throws IOException {
        BasicFileAttributes attributes = attributes(folder);
        if (attributes == null) {
            try {
                Files.createDirectory(folder, permissions("rwx------"));
            } catch (FileAlreadyExistsException e) {
                // Somebody else made it meanwhile.
            }
            durable.remove(folder);
            attributes = Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        if (attributes.isRegularFile()) {
            throw failures.folderInTheWay(key);
        }
        if (!attributes.isDirectory()) {
            throw failures.notAFolder(folder);
        }
        Object identity = identity(attributes);
        if (!identity.equals(durable.get(folder))) {
            force(above);
            durable.put(folder, identity);
        }
    }

    private void makeRoot() throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path folder = root; folder != null && !Files.exists(folder); folder = folder.getParent()) {
            missing.push(folder);
        }
        for (Path folder : missing) {
            try {
                Files.createDirectory(folder, permissions("rwx------"));
            } catch (FileAlreadyExistsException e) {
                // Somebody else made it meanwhile.
            }
            Path above = folder.getParent();
            if (above != null) {
                force(above);
            }
        }
        rootExists();
    }

    /** Forces the names in an object's folder to disk. */
    void forceAbove(ObjectKey key) throws IOException {
        force(above(key));
    }

    private Path above(ObjectKey key) {
        String folder = FileWalk.folderOf(key.value());
        return folder.isEmpty() ? root : root.resolve(folder);
    }

    private void force(Path folder) throws IOException {
        if (!posix) {
            return; // Elsewhere directories cannot be opened, and their journals order names by themselves.
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes an object's folder and those above it as long as they are empty. */
    void removeEmptyAbove(ObjectKey key) throws IOException {
        removeEmpty(above(key));
    }

    /** Removes a folder and those above it as long as they are empty; whoever uploads into one makes it again. */
    void removeEmpty(@Nullable Path lowest) throws IOException {
        for (Path folder = lowest;
                folder != null && !folder.equals(root) && folder.startsWith(root);
                folder = folder.getParent()) {
            try {
                durable.remove(folder);
                Files.delete(folder);
            } catch (DirectoryNotEmptyException e) {
                return;
            } catch (NoSuchFileException e) {
                // Somebody else removed it; those above may still be there.
            }
        }
    }
}
