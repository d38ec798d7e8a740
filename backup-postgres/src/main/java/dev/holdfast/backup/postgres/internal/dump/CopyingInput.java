package dev.holdfast.backup.postgres.internal.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stream that writes all it reads to another one as soon as it has it, so that the beginning can be looked at on its way; remembers the first
 * and the last bytes.
 */
public final class CopyingInput extends InputStream {

    private static final int BUFFER = 128 * 1024;
    private static final int KEPT = 1024;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] last = new byte[KEPT];
    private final StringBuilder first = new StringBuilder(KEPT);
    private int at;
    private int end;
    private long copied;
    private @Nullable IOException writeFailure;

    /**
     * Makes the stream.
     *
     * @param in what is read; not closed
     * @param out what is written; not closed
     */
    public CopyingInput(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Copies what is left.
     *
     * @throws IOException if one of the streams fails
     */
    public void drain() throws IOException {
        do {
            at = end;
        } while (fill());
    }

    /** {@return what the other stream threw, or {@code null}} */
    public @Nullable IOException writeFailure() {
        return writeFailure;
    }

    /** {@return how many bytes came so far} */
    public long copied() {
        return copied;
    }

    /** {@return the first bytes, as ASCII} */
    public String first() {
        return first.toString();
    }

    /** {@return the last bytes so far, as ASCII} */
    public String last() {
        int length = (int) Math.min(copied, KEPT);
        byte[] ordered = new byte[length];
        for (int i = 0; i < length; i++) {
            ordered[i] = last[(int) ((copied - length + i) % KEPT)];
        }
        return new String(ordered, StandardCharsets.ISO_8859_1);
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer, 0, buffer.length);
        if (read < 0) {
            return false;
        }
        try {
            out.write(buffer, 0, read);
        } catch (IOException e) {
            writeFailure = e;
            throw e;
        }
        if (first.length() < KEPT) {
            int more = Math.min(read, KEPT - first.length());
            first.append(new String(buffer, 0, more, StandardCharsets.ISO_8859_1));
        }
        for (int i = Math.max(0, read - KEPT); i < read; i++) {
            last[(int) ((copied + i) % KEPT)] = buffer[i];
        }
        copied += read;
        at = 0;
        end = read;
        return true;
    }

    @Override
    public int read() throws IOException {
        while (at == end) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[at++] & 0xFF;
    }

    @Override
    public long skip(long length) throws IOException {
        if (length <= 0 || (at == end && !fill())) {
            return 0;
        }
        int skipped = (int) Math.min(length, end - at);
        at += skipped;
        return skipped;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == end) {
            if (!fill()) {
                return -1;
            }
        }
        int given = Math.min(length, end - at);
        System.arraycopy(buffer, at, bytes, offset, given);
        at += given;
        return given;
    }
}
