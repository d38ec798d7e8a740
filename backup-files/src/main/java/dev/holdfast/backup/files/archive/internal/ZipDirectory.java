package dev.holdfast.backup.files.archive.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The central directory while it grows: the format wants it at the end, so that it is held until then, compressed, at some 30 bytes per entry.
 */
final class ZipDirectory implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final List<byte[]> full = new ArrayList<>();
    private byte[] chunk = new byte[CHUNK];
    private int used;

    void add(byte[] header, int length) {
        deflater.setInput(header, 0, length);
        while (!deflater.needsInput()) {
            deflate();
        }
    }

    private void deflate() {
        used += deflater.deflate(chunk, used, CHUNK - used);
        if (used == CHUNK) {
            full.add(chunk);
            chunk = new byte[CHUNK];
            used = 0;
        }
    }

    /** Writes all of it. */
    void writeTo(ByteSink out) throws IOException {
        deflater.finish();
        while (!deflater.finished()) {
            deflate();
        }
        Inflater inflater = new Inflater(true);
        try {
            byte[] buffer = new byte[CHUNK];
            for (byte[] data : full) {
                inflate(inflater, data, CHUNK, buffer, out);
            }
            inflate(inflater, chunk, used, buffer, out);
        } catch (DataFormatException e) {
            throw new IOException("the zip directory in memory is damaged", e);
        } finally {
            inflater.end();
        }
    }

    private static void inflate(Inflater inflater, byte[] data, int length, byte[] buffer, ByteSink out)
            throws DataFormatException, IOException {
        inflater.setInput(data, 0, length);
        for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
            out.write(buffer, 0, n);
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
