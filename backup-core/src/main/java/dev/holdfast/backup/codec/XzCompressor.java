package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * Compresses as {@code xz} does, in the calling thread: small and slow. Reads several streams behind each other too, unless they want more
 * than 100 MiB of memory, which no level of the tool does.
 *
 * @param level the preset, from 0 (fast) to 9 (small); 6 takes 94 MiB of memory, 9 takes 674 MiB
 */
public record XzCompressor(int level) implements Compressor {

    /** The level if nobody says otherwise. */
    public static final int DEFAULT_LEVEL = 6;

    static final String ENCODING = "xz";
    static final int LOWEST = 0;
    static final int HIGHEST = 9;

    // Damaged bytes may ask for a dictionary of 4 GiB.
    private static final int MEMORY_LIMIT_KIB = 100 * 1024;
    private static final int BUFFER = 64 * 1024;

    /**
     * Validates the level.      * @throws dev.holdfast.backup.ConfigurationException {@code HF-COD-001} if there is no such level
     *
     * @param level the preset, from 0 (fast) to 9 (small); 6 takes 94 MiB of memory, 9 takes 674 MiB
     */
    public XzCompressor {
        Levels.require(ENCODING, Levels.LEVEL, level, LOWEST, HIGHEST);
    }

    /** Makes a compressor of the default level. */
    public XzCompressor() {
        this(DEFAULT_LEVEL);
    }

    @Override
    public String encoding() {
        return ENCODING;
    }

    @Override
    public String suffix() {
        return "xz";
    }

    @Override
    public OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException {
        return CodecOutput.open(
                ENCODING, out, below -> new XZOutputStream(below, new LZMA2Options(level), XZ.CHECK_CRC64));
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
        return CodecInput.open(
                ENCODING, in, below -> new XZInputStream(new BufferedInputStream(below, BUFFER), MEMORY_LIMIT_KIB));
    }
}
