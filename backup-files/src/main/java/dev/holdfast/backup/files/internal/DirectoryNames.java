package dev.holdfast.backup.files.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The names in one directory, in pieces of a bounded number of names; each piece is sorted.
 *
 * <p>A directory that fits into one piece is therefore in order. A larger one is in the order of its pieces, which is that of the file
 * system, the same at every look as long as nothing changes.
 */
final class DirectoryNames implements Closeable {

    private final Path directory;
    private @Nullable DirectoryStream<Path> stream;
    private @Nullable Iterator<Path> more;
    private List<String> piece = List.of();
    private int next;
    private boolean opened;

    DirectoryNames(Path directory) {
        this.directory = directory;
    }

    /** Makes the names of a directory of which only one counts. */
    static DirectoryNames only(Path directory, String name) {
        DirectoryNames names = new DirectoryNames(directory);
        names.opened = true;
        names.piece = List.of(name);
        return names;
    }

    /**
     * Returns the next name in the escaped form of {@link dev.holdfast.backup.spi.EntryName}.
     *
     * @param room how many names may be held at once
     * @return the name, or {@code null} at the end
     * @throws IOException if the directory cannot be read; there are no more names then
     */
    @Nullable String next(IntSupplier room) throws IOException {
        if (next == piece.size()) {
            fill(room.getAsInt());
        }
        return next == piece.size() ? null : piece.get(next++);
    }

    private void fill(int room) throws IOException {
        piece = List.of();
        next = 0;
        if (!opened) {
            opened = true;
            stream = Files.newDirectoryStream(directory);
            more = stream.iterator();
        }
        if (more == null) {
            return;
        }
        List<String> names = new ArrayList<>();
        try {
            while (names.size() < room && more.hasNext()) {
                names.add(PathNames.lastName(more.next()).value());
            }
            if (!more.hasNext()) {
                close();
            }
        } catch (DirectoryIteratorException e) {
            close();
            throw e.getCause();
        }
        Collections.sort(names);
        piece = names;
    }

    /** Returns how many names are held. */
    int held() {
        return piece.size();
    }

    @Override
    public void close() throws IOException {
        more = null;
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
