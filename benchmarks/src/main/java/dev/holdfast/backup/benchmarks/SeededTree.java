package dev.holdfast.backup.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A tree of files that is the same for the same seed: three of four files are text that compresses as text does, every fourth is noise.
 *
 * <p>Use from one thread.
 */
final class SeededTree {

    private static final int FILES_PER_DIRECTORY = 50;
    private static final int DIRECTORIES_PER_DIRECTORY = 20;
    private static final int WORDS = 4096;
    private static final int NOISE_EVERY = 4;
    private static final int PIECE = 1 << 20;

    private final Path root;
    private final SplittableRandom random;
    private final byte[][] words = new byte[WORDS][];

    SeededTree(Path root, long seed) {
        this.root = root;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < WORDS; i++) {
            words[i] = word();
        }
    }

    private byte[] word() {
        byte[] word = new byte[2 + random.nextInt(9)];
        for (int i = 0; i < word.length; i++) {
            word[i] = (byte) ('a' + random.nextInt(26));
        }
        return word;
    }

    /**
     * Writes small files.
     *
     * @param files how many
     * @param least the least bytes of one
     * @param most the most bytes of one
     */
    void small(int files, int least, int most) {
        for (int i = 0; i < files; i++) {
            file(i, random.nextInt(least, most + 1));
        }
    }

    /**
     * Writes a mix as of a machine's software: nine of ten files are small, few are large and hold most of the bytes.
     *
     * @param files how many at least
     * @param bytes how many bytes they have together at least
     */
    void mixed(int files, long bytes) {
        long written = 0;
        for (int i = 0; i < files || written < bytes; i++) {
            int dice = random.nextInt(1000);
            int size;
            if (dice < 900) {
                size = random.nextInt(100, 20_000);
            } else if (dice < 990) {
                size = random.nextInt(20_000, 400_000);
            } else {
                size = random.nextInt(400_000, 4_000_000);
            }
            file(i, size);
            written += size;
        }
    }

    private void file(int number, int size) {
        int directory = number / FILES_PER_DIRECTORY;
        Path folder = root.resolve(
                "d%04d/s%02d".formatted(directory / DIRECTORIES_PER_DIRECTORY, directory % DIRECTORIES_PER_DIRECTORY));
        boolean noise = number % NOISE_EVERY == NOISE_EVERY - 1;
        try {
            if (number % FILES_PER_DIRECTORY == 0) {
                Files.createDirectories(folder);
            }
            try (OutputStream out =
                    Files.newOutputStream(folder.resolve("file-%07d.%s".formatted(number, noise ? "bin" : "txt")))) {
                for (int left = size; left > 0; left -= PIECE) {
                    byte[] piece = new byte[Math.min(left, PIECE)];
                    if (noise) {
                        random.nextBytes(piece);
                    } else {
                        text(piece);
                    }
                    out.write(piece);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Few words are frequent and many are rare, which is what a compressor finds in text. */
    private void text(byte[] piece) {
        int at = 0;
        while (at < piece.length) {
            int rank = random.nextInt(64);
            byte[] word = words[rank * rank * random.nextInt(1, 64) % WORDS];
            int length = Math.min(word.length, piece.length - at);
            System.arraycopy(word, 0, piece, at, length);
            at += length;
            if (at < piece.length) {
                piece[at++] = (byte) (random.nextInt(12) == 0 ? '\n' : ' ');
            }
        }
    }

    /** {@code small|mixed DIRECTORY SEED FILES ...}: see the usage below. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 6 && arguments[0].equals("small")) {
            of(arguments)
                    .small(
                            Integer.parseInt(arguments[3]),
                            Integer.parseInt(arguments[4]),
                            Integer.parseInt(arguments[5]));
        } else if (arguments.length == 5 && arguments[0].equals("mixed")) {
            of(arguments).mixed(Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        } else {
            System.err.write("usage: small DIRECTORY SEED FILES LEAST MOST | mixed DIRECTORY SEED FILES BYTES\n"
                    .getBytes(StandardCharsets.UTF_8));
            System.exit(2);
        }
    }

    private static SeededTree of(String[] arguments) {
        return new SeededTree(Path.of(arguments[1]), Long.parseLong(arguments[2]));
    }
}
