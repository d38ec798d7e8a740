package dev.holdfast.backup.codec;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.spi.Compressor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.concurrent.Executor;

/**
 * Compresses as {@code zstd} does, with a checksum, in native threads of its own.
 *
 * <p>Levels above {@value #HIGHEST_WITH_WORKERS} want so much memory per thread that they run in the calling thread alone.
 *
 * @param level how hard, from 1 (fast) to 19 (small)
 * @param workers how many threads compress, from 0 (the calling thread) to 64; empty for as many as are worth it, at most 4
 */
public record ZstdCompressor(int level, OptionalInt workers) implements Compressor {

    /** The level if nobody says otherwise. */
    public static final int DEFAULT_LEVEL = 3;

    /** The highest level that goes with workers. */
    public static final int HIGHEST_WITH_WORKERS = 9;

    static final String ENCODING = "zstd";
    static final String WORKERS = "workers";
    static final int LOWEST = 1;
    static final int HIGHEST = 19;
    static final int MOST_WORKERS = 64;

    private static final int WORTH_IT = 4;

    /**
     * Validates level and workers.      * @throws ConfigurationException {@code HF-COD-001} if there is no such level or number of workers, {@code HF-COD-003} if they do not go     together
     *
     * @param level how hard, from 1 (fast) to 19 (small)
     * @param workers how many threads compress, from 0 (the calling thread) to 64; empty for as many as are worth it, at most 4
     */
    public ZstdCompressor {
        Levels.require(ENCODING, Levels.LEVEL, level, LOWEST, HIGHEST);
        if (workers.isPresent()) {
            Levels.require(ENCODING, WORKERS, workers.getAsInt(), 0, MOST_WORKERS);
            if (workers.getAsInt() > 0 && level > HIGHEST_WITH_WORKERS) {
                throw new ConfigurationException(
                        Failure.of("HF-COD-003", "zstd level " + level + " does not go with workers")
                                .with("level", level)
                                .with("workers", workers.getAsInt())
                                .hint("Choose a level up to " + HIGHEST_WITH_WORKERS
                                        + ", or 0 workers: each worker would take gigabytes of memory."));
            }
        }
    }

    /** Makes a compressor of the default level. */
    public ZstdCompressor() {
        this(DEFAULT_LEVEL, OptionalInt.empty());
    }

    @Override
    public String encoding() {
        return ENCODING;
    }

    @Override
    public String suffix() {
        return "zst";
    }

    /** {@inheritDoc} The helpers are threads of the native library; the executor is not used. */
    @Override
    public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
        try {
            return CodecOutput.open(ENCODING, out, below -> configured(below, threads(parallelism)));
        } catch (LinkageError e) {
            throw cannotLoad(e);
        }
    }

    private int threads(int parallelism) {
        if (workers.isPresent()) {
            return workers.getAsInt();
        }
        return level > HIGHEST_WITH_WORKERS || parallelism <= 1 ? 0 : Math.min(parallelism, WORTH_IT);
    }

    private OutputStream configured(OutputStream below, int threads) throws IOException {
        ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(below);
        try {
            zstd.setLevel(level).setChecksum(true).setWorkers(threads);
            // Begins the frame; without it, nothing written would give nothing instead of an empty frame.
            zstd.write(new byte[0], 0, 0);
            return zstd;
        } catch (IOException | RuntimeException | Error e) {
            zstd.closeWithoutClosingParentStream();
            throw e;
        }
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
        try {
            return CodecInput.open(ENCODING, in, ZstdInputStreamNoFinalizer::new);
        } catch (LinkageError e) {
            throw cannotLoad(e);
        }
    }

    /** The native library is unpacked into the directory for temporary files, from which some systems load nothing. */
    private static ConfigurationException cannotLoad(LinkageError e) {
        return new ConfigurationException(
                Failure.of("HF-COD-002", "cannot load zstd's native library")
                        .with(
                                "directory",
                                System.getProperty("ZstdTempFolder", System.getProperty("java.io.tmpdir", "")))
                        .hint(
                                "Start Java with -DZstdTempFolder=<directory> that exists, is writable and is not mounted noexec."),
                e);
    }
}
