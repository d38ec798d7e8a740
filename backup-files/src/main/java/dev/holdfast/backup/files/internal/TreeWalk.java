package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks trees depth-first: a directory before what is in it, and all that is in it before what comes after it.
 *
 * <p>The memory it takes depends on the depth and not on the number of files. For one thread at a time.
 */
final class TreeWalk implements FoundSource {

    private static final int NAMES_HELD = 131_072;
    private static final int NAMES_AT_ONCE = 16_384;
    private static final int NAMES_AT_LEAST = 64;
    private static final String CACHE_TAG = "CACHEDIR.TAG";
    private static final byte[] CACHE_SIGNATURE =
            "Signature: 8a477f597d28d172789f06886806bc55".getBytes(StandardCharsets.US_ASCII);

    private final CaptureOptions options;
    private final WalkLog log;
    private final Cancellation cancellation;
    private final Iterator<Path> roots;
    private final Set<String> rootTexts = new HashSet<>();
    private final Set<String> walkedRoots = new HashSet<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<Found> ready = new ArrayDeque<>();
    private long rootDevice;
    private int rootLength;

    /** One directory on the way from the root to where the walk is. */
    private static final class Level implements Closeable {
        private final String text;
        private final FileStat stat;
        private final DirectoryNames names;
        private final boolean included;
        private final Path path;
        // Under includes a directory is told only when something in it is.
        private @Nullable Found untold;

        Level(Found found, DirectoryNames names, boolean included, @Nullable Found untold) {
            this.path = found.path();
            this.text = found.text().equals("/") ? "" : found.text();
            this.stat = found.stat();
            this.names = names;
            this.included = included;
            this.untold = untold;
        }

        @Override
        public void close() throws IOException {
            names.close();
        }
    }

    TreeWalk(CaptureOptions options, WalkLog log, Cancellation cancellation) {
        this.options = options;
        this.log = log;
        this.cancellation = cancellation;
        this.roots = options.roots().iterator();
        options.roots().forEach(root -> rootTexts.add(PathNames.text(root)));
    }

    /** {@inheritDoc} Fails only if the problem log cannot be written. */
    @Override
    public @Nullable Found next() throws IOException {
        while (true) {
            cancellation.check();
            Found found = ready.poll();
            if (found != null) {
                return found;
            }
            Level level = levels.peek();
            if (level == null) {
                if (!roots.hasNext()) {
                    return null;
                }
                beginRoot(roots.next());
                continue;
            }
            String name = nextName(level);
            if (name == null) {
                levels.pop().close();
            } else {
                visit(level, name);
            }
        }
    }

    private @Nullable String nextName(Level level) throws IOException {
        try {
            return level.names.next(this::room);
        } catch (NoSuchFileException e) {
            vanished(level.text);
        } catch (IOException e) {
            unreadable(level.text, "directory", e);
        }
        return null;
    }

    private int room() {
        int held = 0;
        for (Level level : levels) {
            held += level.names.held();
        }
        return Math.max(NAMES_AT_LEAST, Math.min(NAMES_AT_ONCE, (NAMES_HELD - held) / 2));
    }

    private void beginRoot(Path root) throws IOException {
        String text = PathNames.text(root);
        if (!walkedRoots.add(text)) {
            return;
        }
        rootLength = text.equals("/") ? 0 : text.length();
        FileStat stat;
        try {
            stat = FileStat.of(root);
        } catch (NoSuchFileException e) {
            vanished(text);
            return;
        } catch (IOException e) {
            unreadable(text, "path", e);
            return;
        }
        rootDevice = stat.device();
        boolean included = !options.selection().isPartial() || !stat.isDirectory();
        arrive(root, text, stat, included);
    }

    private void visit(Level parent, String name) throws IOException {
        String text = parent.text + '/' + name;
        Path path = PathNames.resolve(parent.path, name);
        String relative = text.substring(rootLength + 1);
        FileStat stat;
        try {
            stat = FileStat.of(path);
        } catch (IOException e) {
            if (!options.selection().excludes(text, relative, false)) {
                if (e instanceof NoSuchFileException) {
                    vanished(text);
                } else {
                    unreadable(text, "entry", e);
                }
            }
            return;
        }
        boolean directory = stat.isDirectory();
        if (options.selection().excludes(text, relative, directory)) {
            return;
        }
        if (directory && SnapshotPlace.isName(name)) {
            log.add(
                    Severity.INFO,
                    "HF-FIL-064",
                    text,
                    CaptureLog.display(text) + " is the snapshot of a run and is left out",
                    "");
            return;
        }
        boolean included = parent.included || options.selection().includes(text, relative, directory);
        if (!included && !directory && !(stat.isLink() && options.followSymlinks())) {
            return;
        }
        arrive(path, text, stat, included);
    }

    private void arrive(Path path, String text, FileStat seen, boolean included) throws IOException {
        FileStat stat = seen;
        boolean followed = false;
        if (stat.isLink() && options.followSymlinks()) {
            try {
                stat = FileStat.following(path);
                followed = true;
            } catch (IOException e) {
                log.add(
                        Severity.INFO,
                        "HF-FIL-021",
                        text,
                        "the symbolic link " + CaptureLog.display(text) + " leads nowhere and is stored as a link",
                        "");
            }
        }
        Found found = new Found(path, text, stat, followed);
        if (!stat.isDirectory()) {
            if (stat.device() != rootDevice && options.oneFileSystem()) {
                otherFileSystem(text);
            } else if (included) {
                // A root of its own that is met on the way is not walked again.
                if (rootTexts.contains(text)) {
                    walkedRoots.add(text);
                }
                tell(found);
            }
            return;
        }
        boolean isRoot = text.length() == Math.max(1, rootLength);
        if (!isRoot && rootTexts.contains(text)) {
            if (options.oneFileSystem() && stat.device() != rootDevice) {
                return;
            }
            walkedRoots.add(text);
        }
        boolean untold = !included;
        if (included) {
            tell(found);
        }
        if (options.oneFileSystem() && stat.device() != rootDevice) {
            otherFileSystem(text);
        } else if (followed && isLoop(stat)) {
            log.lost(
                    "HF-FIL-022",
                    text,
                    "the symbolic link " + CaptureLog.display(text) + " leads back to a directory above it",
                    "Exclude the link, or do not follow symbolic links.");
        } else {
            levels.push(new Level(found, namesOf(found), included, untold ? found : null));
        }
    }

    private void tell(Found found) {
        List<Found> above = new ArrayList<>();
        for (Level level : levels) {
            if (level.untold == null) {
                break;
            }
            above.add(level.untold);
            level.untold = null;
        }
        for (int i = above.size() - 1; i >= 0; i--) {
            emit(above.get(i));
        }
        emit(found);
    }

    private void emit(Found found) {
        // The root of a file system has no name that an entry could have.
        if (!found.text().equals("/")) {
            ready.add(found);
        }
    }

    private boolean isLoop(FileStat stat) {
        for (Level level : levels) {
            if (level.stat.inode() == stat.inode() && level.stat.device() == stat.device()) {
                return true;
            }
        }
        return false;
    }

    private DirectoryNames namesOf(Found found) throws IOException {
        if (options.excludeCaches() && isCache(found.path())) {
            log.add(
                    Severity.INFO,
                    "HF-FIL-023",
                    found.text(),
                    "the cache directory " + CaptureLog.display(found.text()) + " is left out but for its tag",
                    "");
            return DirectoryNames.only(found.path(), CACHE_TAG);
        }
        return new DirectoryNames(found.path());
    }

    private static boolean isCache(Path directory) {
        Path tag = directory.resolve(CACHE_TAG);
        if (!Files.isRegularFile(tag, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(tag, LinkOption.NOFOLLOW_LINKS)) {
            byte[] begin = in.readNBytes(CACHE_SIGNATURE.length);
            return java.util.Arrays.equals(begin, CACHE_SIGNATURE);
        } catch (IOException e) {
            // Not a tag that can be read, so not a tag: what is in the directory is captured.
            return false;
        }
    }

    private void otherFileSystem(String text) throws IOException {
        log.add(
                Severity.INFO,
                "HF-FIL-017",
                text,
                CaptureLog.display(text) + " is on another file system and is left out",
                "Add it to the paths, or set one-file-system to false.");
    }

    private void vanished(String text) throws IOException {
        log.lost(
                "HF-FIL-011",
                text,
                CaptureLog.display(text) + " vanished before it was read",
                "Exclude files that come and go, or pause what writes them.");
    }

    private void unreadable(String text, String what, IOException why) throws IOException {
        log.lost(
                "HF-FIL-012",
                text,
                "cannot read " + what + " " + CaptureLog.display(text) + ": " + Reasons.of(why),
                "Give the user of this process the right to read it, or exclude it.");
    }

    @Override
    public void close() throws IOException {
        while (!levels.isEmpty()) {
            levels.pop().close();
        }
    }
}
