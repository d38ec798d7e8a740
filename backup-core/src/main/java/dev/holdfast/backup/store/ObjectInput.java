package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a part of a file. */
final class ObjectInput extends InputStream {

    // The channel copies through a direct buffer of the size that was asked for, kept per thread.
    private static final int MAX_PIECE = 512 * 1024;

    private final FileChannel channel;
    private final ObjectKey key;
    private final StoreFailures failures;
    private long remaining;

    /** The channel stands where reading begins. */
    ObjectInput(FileChannel channel, long length, ObjectKey key, StoreFailures failures) {
        this.channel = channel;
        this.remaining = length;
        this.key = key;
        this.failures = failures;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (remaining <= 0) {
            return -1;
        }
        int piece = (int) Math.min(Math.min(length, MAX_PIECE), remaining);
        try {
            int read = channel.read(ByteBuffer.wrap(bytes, offset, piece));
            remaining -= Math.max(read, 0);
            return read;
        } catch (IOException e) {
            throw failures.of("read " + key, key, -1, e);
        }
    }

    @Override
    public long skip(long count) {
        try {
            long position = channel.position();
            long possible = Math.min(Math.min(count, remaining), channel.size() - position);
            if (possible <= 0) {
                return 0;
            }
            channel.position(position + possible);
            remaining -= possible;
            return possible;
        } catch (IOException e) {
            throw failures.of("read " + key, key, -1, e);
        }
    }

    @Override
    public int available() {
        try {
            return (int) Math.max(
                    0, Math.min(Integer.MAX_VALUE, Math.min(remaining, channel.size() - channel.position())));
        } catch (IOException e) {
            throw failures.of("read " + key, key, -1, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failures.of("close " + key, key, -1, e);
        }
    }
}
