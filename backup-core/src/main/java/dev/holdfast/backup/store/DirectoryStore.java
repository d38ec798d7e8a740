package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.internal.FolderScan;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.CreateIfAbsent;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.LocalPlace;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.Upload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A store in a directory: each object is a file, each slash in a key a directory. Thread-safe, also among processes on one directory.
 *
 * <p>An object is written under a temporary name that no listing shows, forced to disk, given its name by a hard link (which fails if the
 * name is taken), and its directory is forced. Files are readable for the owner alone, directories likewise. Directories without objects are
 * removed. The root may be a symbolic link; links below it are refused.
 *
 * <p>The directory is made by the first upload. Once it was seen it is never made again: a store that vanishes is an unmounted disk, and an
 * error. All failures are {@link dev.holdfast.backup.StoreException}s with codes of their own; an interrupt is a {@link
 * dev.holdfast.backup.CancelledException}.
 */
public final class DirectoryStore
        implements BackupStore, FreeSpace, FolderListing, IncompleteUploads, CreateIfAbsent, LocalPlace {

    private static final int READ_BUFFER = 64 * 1024;
    private static final int ATTEMPTS = 100;
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);

    private final Path root;
    private final StoreFailures failures;
    private final Folders folders;
    private final Publisher publisher;

    private DirectoryStore(Path root, @Nullable Publisher publisher) {
        this.root = root;
        this.failures = new StoreFailures(root);
        this.folders = new Folders(root, failures);
        this.publisher = publisher == null ? new LinkPublisher(new LockPublisher(root, LOCK_PATIENCE)) : publisher;
    }

    /**
     * Makes the definition of a store in a directory.
     *
     * @param directory where it lies; need not exist; a relative one begins at the working directory
     * @return the definition
     */
    public static StoreDefinition at(Path directory) {
        return new DirectoryStoreDefinition(directory);
    }

    static DirectoryStore open(Path root, @Nullable Publisher publisher) {
        DirectoryStore store = new DirectoryStore(root, publisher);
        try {
            store.folders.rootExists();
        } catch (IOException e) {
            throw store.failures.of("open the store", null, -1, e);
        }
        return store;
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        return type == FolderScan.class
                ? Optional.of(type.cast(new DirectoryScan(root, folders, failures)))
                : BackupStore.super.ability(type);
    }

    /** {@return the absolute path of the directory} */
    @Override
    public Path directory() {
        return root.toAbsolutePath();
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public Upload upload(ObjectKey key, OptionalLong expectedBytes) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(expectedBytes, "expectedBytes");
        try {
            if (expectedBytes.isPresent() && expectedBytes.getAsLong() > freeBytes()) {
                throw failures.full(key, expectedBytes.getAsLong(), null);
            }
            return begin(key, expectedBytes);
        } catch (IOException e) {
            throw failures.of("write " + key, key, expectedBytes.orElse(-1), e);
        }
    }

    private Upload begin(ObjectKey key, OptionalLong expectedBytes) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                folders.make(key);
                Path temporary = folders.path(key).resolveSibling(TemporaryName.of(key.name()));
                FileChannel channel = FileChannel.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        folders.fileAttributes());
                return new DirectoryUpload(key, temporary, channel, expectedBytes, folders, publisher, failures);
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // Another thread deleted the last object of a folder and the folder with it, or the random name is
                // taken.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("negative offset or length: " + offset + ", " + length);
        }
        try {
            if (folders.look(key) == null) {
                throw failures.missing(key);
            }
            FileChannel channel =
                    FileChannel.open(folders.path(key), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            return new BufferedInputStream(at(channel, offset, length, key), READ_BUFFER);
        } catch (NoSuchFileException e) {
            throw failures.missing(key);
        } catch (IOException e) {
            throw failures.of("read " + key, key, -1, e);
        }
    }

    private ObjectInput at(FileChannel channel, long offset, long length, ObjectKey key) throws IOException {
        try {
            channel.position(offset);
            return new ObjectInput(channel, length, key, failures);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Optional<ObjectStat> stat(ObjectKey key) {
        try {
            BasicFileAttributes attributes = folders.look(key);
            return attributes == null ? Optional.empty() : Optional.of(stat(key, attributes));
        } catch (IOException e) {
            throw failures.of("look at " + key, key, -1, e);
        }
    }

    private static ObjectStat stat(ObjectKey key, BasicFileAttributes attributes) {
        return new ObjectStat(
                key, attributes.size(), attributes.lastModifiedTime().toInstant(), null);
    }

    @Override
    public Stream<ObjectStat> list(String prefix) {
        FileWalk walk = walk(prefix);
        return stream(walk)
                .onClose(walk::close)
                .filter(found -> ObjectKey.isValid(found.folder() + found.name()))
                .filter(found -> (found.folder() + found.name()).startsWith(prefix))
                .map(found -> stat(new ObjectKey(found.folder() + found.name()), found.attributes()));
    }

    private FileWalk walk(String prefix) {
        try {
            folders.rootExists();
        } catch (IOException e) {
            throw failures.of("list " + prefix, null, -1, e);
        }
        return new FileWalk(root, prefix, failures);
    }

    private static <T> Stream<T> stream(Iterator<T> elements) {
        int traits = Spliterator.DISTINCT | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(elements, traits), false);
    }

    /** {@inheritDoc} A folder in which an upload is under way is given too. */
    @Override
    public Stream<String> children(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix of whole segments ends with a slash: " + prefix);
        }
        if (!prefix.isEmpty() && !ObjectKey.isValid(prefix.substring(0, prefix.length() - 1))) {
            return Stream.empty();
        }
        try {
            if (!folders.rootExists() || !folders.exists(prefix)) {
                return Stream.empty();
            }
            ChildNames names = new ChildNames(root.resolve(prefix), prefix, failures);
            return stream(names).onClose(names::close);
        } catch (NoSuchFileException e) {
            return Stream.empty();
        } catch (IOException e) {
            throw failures.of("list " + prefix, null, -1, e);
        }
    }

    @Override
    public boolean delete(ObjectKey key) {
        try {
            if (folders.look(key) == null) {
                return false;
            }
            Path path = folders.path(key);
            // Not forced: journals keep the order of deletions, so what was deleted first is not there again without
            // the rest.
            boolean deleted = Files.deleteIfExists(path);
            folders.removeEmptyAbove(key);
            return deleted;
        } catch (IOException e) {
            throw failures.of("delete " + key, key, -1, e);
        }
    }

    @Override
    public long freeBytes() {
        try {
            Path place = root;
            while (!Files.exists(place) && place.getParent() != null) {
                place = place.getParent();
            }
            return Files.getFileStore(place).getUsableSpace();
        } catch (IOException e) {
            throw failures.of("tell the free space", null, -1, e);
        }
    }

    @Override
    public int abort(String prefix, Instant before) {
        int removed = 0;
        Set<Path> emptied = new LinkedHashSet<>();
        try (FileWalk walk = walk(prefix)) {
            while (walk.hasNext()) {
                FileWalk.Found found = walk.next();
                if (isUpload(found, prefix, before) && Files.deleteIfExists(found.path())) {
                    removed++;
                    emptied.add(found.path().getParent());
                }
            }
            if (prefix.endsWith("/") && folders.exists(prefix)) {
                // A process that died may have made the folder and nothing in it yet.
                emptied.add(root.resolve(prefix));
            }
            for (Path folder : emptied) {
                folders.removeEmpty(folder);
            }
            return removed;
        } catch (IOException e) {
            throw failures.of("remove unfinished uploads", null, -1, e);
        }
    }

    private static boolean isUpload(FileWalk.Found found, String prefix, Instant before) {
        String objectName = TemporaryName.objectName(found.name());
        return objectName != null
                && TemporaryName.matches(found.folder(), found.name(), objectName, prefix)
                && found.attributes().creationTime().toInstant().isBefore(before);
    }

    /** Does nothing: open streams and uploads belong to those who opened them. */
    @Override
    public void close() {}

    /** {@return the location} */
    @Override
    public String toString() {
        return "directory " + root;
    }
}
