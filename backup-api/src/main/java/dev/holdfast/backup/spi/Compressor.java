package dev.holdfast.backup.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Executor;

/**
 * A compressed form of bytes. Thread-safe; each stream is for one thread.
 *
 * <ol>
 *   <li>CODEC-01 What was written is read back, byte for byte, also nothing, one byte, and more than 4 GiB.
 *   <li>CODEC-02 Closing the compressing stream completes the form and closes the stream below; without it, reading fails.
 *   <li>CODEC-03 A cut or damaged form gives an {@link IOException} or other bytes, never an endless loop or another exception.
 *   <li>CODEC-04 Closing a stream frees threads and native memory, also when it was not used to its end, also twice.
 *   <li>CODEC-05 Memory does not grow with the number of bytes.
 *   <li>CODEC-06 The form is that of the standard tool of its name, which can read it.
 *   <li>CODEC-07 An exception of the stream below is passed on as it is.
 * </ol>
 */
public interface Compressor {

    /** {@return the word for the manifest's encodings, as in {@link Provider#type()}} */
    String encoding();

    /** {@return the suffix of file names, without the dot: {@code zst}; empty for none} */
    String suffix();

    /**
     * Compresses.
     *
     * @param out where the form goes; closed with the result
     * @param executor runs helpers, which end before the result's {@code close} returns
     * @param parallelism how many helpers are worth running at once
     * @return where the bytes go
     * @throws IOException if it cannot be begun
     */
    OutputStream compress(OutputStream out, Executor executor, int parallelism) throws IOException;

    /**
     * Decompresses.
     *
     * @param in the form; closed with the result
     * @return the bytes
     * @throws IOException if it is not of this form
     */
    InputStream decompress(InputStream in) throws IOException;
}
