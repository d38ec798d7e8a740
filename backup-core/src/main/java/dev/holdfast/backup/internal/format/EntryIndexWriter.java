package dev.holdfast.backup.internal.format;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.holdfast.backup.Digest;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes the index of an archive: one JSON object per line and entry, in the archive's order. Memory does not grow with the number of entries.
 *
 * <p>Names are escaped to ASCII, so that bytes that are not UTF-8 survive as lone surrogates.
 */
public final class EntryIndexWriter implements Closeable {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .rootValueSeparator("\n")
            .build();

    private final OutputStream out;
    private final JsonGenerator json;
    private long entries;

    /**
     * Begins an index.
     *
     * @param out where its lines go; closed with this
     */
    public EntryIndexWriter(OutputStream out) {
        this.out = out;
        this.json = FACTORY.createGenerator(ObjectWriteContext.empty(), new Unclosed(out));
    }

    /**
     * Compresses an index in the form that every index has.
     *
     * @param out where the form goes; closed with the result
     * @return where the lines go
     * @throws IOException if it cannot be begun
     */
    public static OutputStream compress(OutputStream out) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out, 3).setChecksum(true);
    }

    /**
     * Adds a line.
     *
     * @param entry the entry
     * @throws IOException if it cannot be written
     */
    public void add(IndexedEntry entry) throws IOException {
        try {
            json.writeStartObject();
            json.writeStringProperty("name", entry.name().value());
            json.writeStringProperty("kind", entry.kind().word());
            json.writeNumberProperty("size", entry.size());
            Digest digest = entry.digest();
            if (digest != null) {
                json.writeStringProperty("digest", digest.toString());
            }
            json.writeEndObject();
            entries++;
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /** Returns how many lines there are. */
    public long entries() {
        return entries;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            json.close();
            if (entries > 0) {
                out.write('\n');
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /** Keeps the generator from closing what the last line feed still has to go through. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
