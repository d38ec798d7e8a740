package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which files take less room than their size, which the JDK cannot: asks {@code stat}, many files at once. Thread-safe.
 *
 * <p>Where {@code stat} is missing or fails, every file is looked through for blocks of zeros instead; that costs time and loses nothing.
 */
final class BlockCounts {

    // So few that the answers fit into a pipe: all names can be written before the first answer is read.
    private static final int AT_ONCE = 1000;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final RunContext context;
    private volatile boolean unavailable;

    BlockCounts(RunContext context) {
        this.context = context;
    }

    /**
     * Tells which files may have holes.
     *
     * @param files regular files
     * @return a bit per file: it takes fewer blocks than its size needs, or nobody can tell
     */
    BitSet mayHaveHoles(List<Found> files) throws InterruptedException {
        BitSet result = new BitSet(files.size());
        if (files.isEmpty()) {
            return result;
        }
        if (unavailable) {
            result.set(0, files.size());
            return result;
        }
        try {
            Map<FileKey, Long> blocks = ask(files);
            for (int i = 0; i < files.size(); i++) {
                FileStat stat = files.get(i).stat();
                Long count = blocks.get(FileKey.of(files.get(i)));
                // One that is not told was gone, or is another by now: reading it will tell.
                result.set(i, count != null && count * 512 < stat.size());
            }
        } catch (IOException e) {
            unavailable = true;
            result.set(0, files.size());
        }
        return result;
    }

    private record FileKey(long device, long inode) {

        static FileKey of(Found found) {
            Held held = found.held();
            return held != null
                    ? new FileKey(held.device(), held.inode())
                    : new FileKey(found.stat().device(), found.stat().inode());
        }
    }

    private Map<FileKey, Long> ask(List<Found> files) throws IOException, InterruptedException {
        Map<FileKey, Long> blocks = new HashMap<>();
        for (int from = 0; from < files.size(); from += AT_ONCE) {
            ask(files.subList(from, Math.min(files.size(), from + AT_ONCE)), blocks);
        }
        return blocks;
    }

    private void ask(List<Found> files, Map<FileKey, Long> blocks) throws IOException, InterruptedException {
        boolean followed = files.stream().anyMatch(Found::followed);
        Command command = followed
                ? Command.of("xargs", "-0", "stat", "-L", "--format=%d %i %b")
                : Command.of("xargs", "-0", "stat", "--format=%d %i %b");
        try (RunningCommand stat = context.commands().start(command)) {
            try (OutputStream names = new BufferedOutputStream(stat.input())) {
                for (Found file : files) {
                    names.write(PathNames.bytes(file.path()));
                    names.write(0);
                }
            }
            String answers = new String(stat.output().readAllBytes(), StandardCharsets.US_ASCII);
            CommandResult result = stat.await(context.deadline().orAfter(LONGEST));
            // A file that was gone makes it fail, and the others are told all the same.
            if (answers.isEmpty() && !result.isSuccess()) {
                throw new IOException("stat told nothing: " + result.errors());
            }
            for (String line : answers.split("\n")) {
                String[] words = line.split(" ");
                if (words.length == 3) {
                    blocks.put(
                            new FileKey(Long.parseLong(words[0]), Long.parseLong(words[1])), Long.parseLong(words[2]));
                }
            }
        } catch (NumberFormatException e) {
            throw new IOException("stat told something else", e);
        }
    }
}
