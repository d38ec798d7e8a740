package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * Compresses as {@code bzip2} does, in the calling thread. Reads several streams behind each other too.
 *
 * @param level the size of a block in units of 100 kB, from 1 to 9
 */
public record Bzip2Compressor(int level) implements Compressor {

    /** The level if nobody says otherwise. */
    public static final int DEFAULT_LEVEL = 9;

    static final String ENCODING = "bzip2";
    static final int LOWEST = 1;
    static final int HIGHEST = 9;

    // The codec moves single bytes.
    private static final int BUFFER = 64 * 1024;

    /**
     * Validates the level.      * @throws dev.holdfast.backup.ConfigurationException {@code HF-COD-001} if there is no such level
     *
     * @param level the size of a block in units of 100 kB, from 1 to 9
     */
    public Bzip2Compressor {
        Levels.require(ENCODING, Levels.LEVEL, level, LOWEST, HIGHEST);
    }

    /** Makes a compressor of the default level. */
    public Bzip2Compressor() {
        this(DEFAULT_LEVEL);
    }

    @Override
    public String encoding() {
        return ENCODING;
    }

    @Override
    public String suffix() {
        return "bz2";
    }

    @Override
    public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
        return CodecOutput.open(
                ENCODING,
                out,
                below -> new BZip2CompressorOutputStream(new BufferedOutputStream(below, BUFFER), level));
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
        return CodecInput.open(
                ENCODING, in, below -> new BZip2CompressorInputStream(new BufferedInputStream(below, BUFFER), true));
    }
}
