package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Compressor;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Executor;

/** Leaves bytes as they are; for data that is compressed already. */
public final class NoCompressor implements Compressor {

    /** Makes the compressor; all are alike. */
    public NoCompressor() {}

    @Override
    public String encoding() {
        return "none";
    }

    @Override
    public String suffix() {
        return "";
    }

    @Override
    public OutputStream compress(OutputStream out, Executor executor, int parallelism) {
        return out;
    }

    @Override
    public InputStream decompress(InputStream in) {
        return in;
    }
}
