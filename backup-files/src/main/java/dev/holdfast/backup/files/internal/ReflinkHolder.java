package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds files by copies that share their blocks, which the JDK cannot make: {@code cp} makes them, a few hundred directories at once.
 *
 * <p>What is to be copied is collected as symbolic links under the names that the copies get; {@code cp} follows them.
 */
final class ReflinkHolder implements Holder {

    private static final String WANTED = "wanted";
    private static final int SHARDS_AT_ONCE = 16;

    private final List<SnapshotPlace> places;
    private final WalkLog log;
    private final RunContext context;

    ReflinkHolder(List<SnapshotPlace> places, WalkLog log, RunContext context) throws IOException {
        this.places = places;
        this.log = log;
        this.context = context;
        for (SnapshotPlace place : places) {
            place.makeTree(WANTED);
        }
    }

    @Override
    public @Nullable FileStat hold(Found found, SnapshotPlace place) throws IOException {
        if (!Files.isReadable(found.path())) {
            // Without a snapshot it could not be captured either.
            log.lost(
                    "HF-FIL-012",
                    found.text(),
                    "cannot read file " + CaptureLog.display(found.text()) + ": permission denied",
                    "Give the user of this process the right to read it, or exclude it.");
            return null;
        }
        FileStat stat = found.stat();
        Path wanted = place.tree(WANTED).resolve(SnapshotPlace.name(stat.device(), stat.inode()));
        try {
            Files.createSymbolicLink(wanted, found.path());
        } catch (FileAlreadyExistsException e) {
            // The same file under another name.
            return stat;
        } catch (IOException e) {
            throw HoldFailures.of(HoldBy.REFLINK, found.text(), stat.device(), place, Reasons.of(e));
        }
        return stat;
    }

    @Override
    public void finish() throws IOException, InterruptedException {
        for (SnapshotPlace place : places) {
            // To the byte, whatever the directories are called: so the place to copy to is an argument like the others.
            List<byte[]> arguments = new ArrayList<>();
            List<Path> shards = place.shards(WANTED);
            for (int i = 0; i < shards.size(); i++) {
                if (i % SHARDS_AT_ONCE == 0) {
                    arguments.add(PathNames.bytes(place.tree(CONTENT)));
                }
                arguments.add(PathNames.bytes(shards.get(i)));
            }
            String complaint = new Tools(context)
                    .run(
                            arguments,
                            SHARDS_AT_ONCE + 1,
                            "cp",
                            "--recursive",
                            "--dereference",
                            "--reflink=always",
                            "--preserve=all",
                            "--no-preserve=mode,ownership,links",
                            "-t");
            context.cancellation().check();
            if (!complaint.isEmpty()) {
                judge(place, complaint);
            }
        }
    }

    /** One that vanished meanwhile is told when it is read; anything else is no snapshot. */
    private void judge(SnapshotPlace place, String complaint) throws IOException {
        String reason = complaint.substring(complaint.lastIndexOf(": ") + 1).strip();
        boolean vanished = false;
        for (Path shard : place.shards(WANTED)) {
            try (DirectoryStream<Path> wanted = Files.newDirectoryStream(shard)) {
                for (Path link : wanted) {
                    context.cancellation().check();
                    Path copy = place.tree(CONTENT).resolve(place.tree(WANTED).relativize(link));
                    FileStat live = look(link);
                    vanished |= live == null;
                    if (live != null && !isCopied(copy, live)) {
                        String text = PathNames.text(Files.readSymbolicLink(link));
                        throw HoldFailures.of(HoldBy.REFLINK, text, live.device(), place, reason);
                    }
                }
            }
        }
        if (!vanished) {
            throw new TargetException(Failure.of("HF-FIL-062", "cannot hold files still by reflinks: " + complaint)
                    .hint("Mend the cause, or set snapshot to none."));
        }
    }

    private static @Nullable FileStat look(Path link) throws IOException {
        try {
            return FileStat.following(link);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** A copy that shares nothing is left behind empty. */
    private static boolean isCopied(Path copy, FileStat live) throws IOException {
        try {
            return FileStat.of(copy).size() > 0 || live.size() == 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
