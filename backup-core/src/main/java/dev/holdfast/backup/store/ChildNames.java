package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The names in one directory, a slash behind those of folders; what is no part of the store is left out. */
final class ChildNames implements Iterator<String>, Closeable {

    private final DirectoryStream<Path> stream;
    private final Iterator<Path> entries;
    private final String prefix;
    private final StoreFailures failures;
    private @Nullable String next;

    ChildNames(Path folder, String prefix, StoreFailures failures) throws IOException {
        this.stream = Files.newDirectoryStream(folder);
        this.entries = stream.iterator();
        this.prefix = prefix;
        this.failures = failures;
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && entries.hasNext()) {
                next = name(entries.next());
            }
            return next != null;
        } catch (DirectoryIteratorException e) {
            throw failures.of("list " + prefix, e);
        } catch (IOException e) {
            throw failures.of("list " + prefix, null, -1, e);
        }
    }

    private @Nullable String name(Path path) throws IOException {
        String name = path.getFileName().toString();
        BasicFileAttributes attributes = ObjectKey.isValid(prefix + name) ? Folders.attributes(path) : null;
        if (attributes == null) {
            return null;
        }
        return attributes.isDirectory() ? name + "/" : attributes.isRegularFile() ? name : null;
    }

    @Override
    public String next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        String name = next;
        next = null;
        return name;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw failures.of("list " + prefix, null, -1, e);
        }
    }
}
