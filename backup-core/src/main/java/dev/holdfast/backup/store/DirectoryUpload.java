package dev.holdfast.backup.store;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A file under a temporary name, until it is published. */
final class DirectoryUpload implements Upload {

    private static final int BUFFER = 64 * 1024;
    // The channel copies through a direct buffer of the size that is written, kept per thread.
    private static final int MAX_PIECE = 512 * 1024;
    // Bytes are sent to the disk while there is more to come. Otherwise gigabytes pile up in memory and the last force
    // takes minutes on
    // a slow disk, during which no cancel is heard.
    private static final long WRITE_BACK = 32L * 1024 * 1024;

    private final ObjectKey key;
    private final Path temporary;
    private final FileChannel channel;
    private final OptionalLong expected;
    private final Folders folders;
    private final Publisher publisher;
    private final StoreFailures failures;
    private final Body body = new Body();

    private State state = State.WRITING;
    private long written;
    private long forced;

    private enum State {
        WRITING,
        FAILED,
        COMMITTED,
        CLOSED
    }

    DirectoryUpload(
            ObjectKey key,
            Path temporary,
            FileChannel channel,
            OptionalLong expected,
            Folders folders,
            Publisher publisher,
            StoreFailures failures) {
        this.key = key;
        this.temporary = temporary;
        this.channel = channel;
        this.expected = expected;
        this.folders = folders;
        this.publisher = publisher;
        this.failures = failures;
    }

    @Override
    public OutputStream body() {
        return body;
    }

    @Override
    public void commit() {
        requireWriting();
        body.flush();
        state = State.FAILED;
        try {
            channel.force(true);
            channel.close();
            publish();
        } catch (IOException e) {
            throw failures.of("commit " + key, key, -1, e);
        }
        state = State.COMMITTED;
    }

    private void publish() throws IOException {
        Path published = folders.path(key);
        try {
            publisher.publish(temporary, published);
        } catch (FileAlreadyExistsException e) {
            throw Files.isDirectory(published, LinkOption.NOFOLLOW_LINKS)
                    ? failures.folderInTheWay(key)
                    : failures.exists(key);
        } catch (NoSuchFileException e) {
            folders.rootExists();
            throw failures.broken(key, "its temporary file was removed");
        }
        try {
            folders.forceAbove(key);
        } catch (IOException e) {
            // Visible, but perhaps not after a loss of power: take it back rather than promise too much.
            try {
                Files.deleteIfExists(published);
            } catch (IOException later) {
                e.addSuppressed(later);
            }
            throw e;
        }
    }

    private void requireWriting() {
        switch (state) {
            case WRITING -> {}
            case FAILED -> throw failures.broken(key, "an earlier act on it failed");
            case COMMITTED -> throw new IllegalStateException("upload of " + key + " is committed");
            case CLOSED -> throw new IllegalStateException("upload of " + key + " is closed");
        }
    }

    @Override
    public void close() {
        if (state == State.COMMITTED || state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        try {
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
            folders.removeEmptyAbove(key);
        } catch (IOException e) {
            throw failures.of("remove the unfinished upload of " + key, key, -1, e);
        }
    }

    private void write(byte[] bytes, int offset, int length) {
        try {
            int end = offset + length;
            for (int from = offset; from < end; from += MAX_PIECE) {
                ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(MAX_PIECE, end - from));
                while (piece.hasRemaining()) {
                    written += channel.write(piece);
                }
            }
            if (written - forced >= WRITE_BACK) {
                channel.force(false);
                forced = written;
            }
        } catch (IOException e) {
            state = State.FAILED;
            throw failures.of("write " + key, key, expected.isPresent() ? expected.getAsLong() - written : -1, e);
        }
    }

    /** Collects small writes. */
    private final class Body extends OutputStream {

        private final byte[] buffer = new byte[BUFFER];
        private int used;

        @Override
        public void write(int b) {
            requireWriting();
            if (used == buffer.length) {
                flush();
            }
            buffer[used++] = (byte) b;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            requireWriting();
            if (length > buffer.length - used) {
                flush();
            }
            if (length >= buffer.length) {
                DirectoryUpload.this.write(bytes, offset, length);
            } else {
                System.arraycopy(bytes, offset, buffer, used, length);
                used += length;
            }
        }

        @Override
        public void flush() {
            if (used > 0 && state == State.WRITING) {
                int length = used;
                used = 0;
                DirectoryUpload.this.write(buffer, 0, length);
            }
        }

        /** Neither commits nor gives up. */
        @Override
        public void close() {
            flush();
        }
    }
}
