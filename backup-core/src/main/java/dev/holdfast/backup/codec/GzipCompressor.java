package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Compresses as {@code gzip} does, blocks of the input in parallel. Reads several members behind each other too.
 *
 * <p>All blocks go into one member, so that a form that was cut anywhere is found out.
 *
 * @param level how hard, from 1 (fast) to 9 (small)
 */
public record GzipCompressor(int level) implements Compressor {

    /** The level if nobody says otherwise. */
    public static final int DEFAULT_LEVEL = 6;

    static final String ENCODING = "gzip";
    static final int LOWEST = 1;
    static final int HIGHEST = 9;

    /**
     * Validates the level.      * @throws dev.holdfast.backup.ConfigurationException {@code HF-COD-001} if there is no such level
     *
     * @param level how hard, from 1 (fast) to 9 (small)
     */
    public GzipCompressor {
        Levels.require(ENCODING, Levels.LEVEL, level, LOWEST, HIGHEST);
    }

    /** Makes a compressor of the default level. */
    public GzipCompressor() {
        this(DEFAULT_LEVEL);
    }

    @Override
    public String encoding() {
        return ENCODING;
    }

    @Override
    public String suffix() {
        return "gz";
    }

    @Override
    public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
        return CodecOutput.open(ENCODING, out, below -> new GzipOutput(below, level, executor, parallelism));
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
        return CodecInput.open(ENCODING, in, below -> new GzipCompressorInputStream(below, true));
    }
}
