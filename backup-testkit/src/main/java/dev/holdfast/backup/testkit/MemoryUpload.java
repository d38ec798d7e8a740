package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.Upload;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** An upload to an {@link InMemoryStore}. */
final class MemoryUpload implements Upload {

    private final MemoryObjects objects;
    private final ObjectKey key;
    private final OptionalLong expected;
    private final Instant begun;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final OutputStream body = new Body();
    private final AtomicLong size = new AtomicLong();
    private boolean committed;
    private boolean closed;

    MemoryUpload(MemoryObjects objects, ObjectKey key, OptionalLong expected) {
        this.objects = objects;
        this.key = key;
        this.expected = expected;
        this.begun = objects.now();
    }

    ObjectKey key() {
        return key;
    }

    Instant begun() {
        return begun;
    }

    long size() {
        return size.get();
    }

    @Override
    public OutputStream body() {
        return body;
    }

    @Override
    public void commit() {
        if (closed || committed) {
            throw new IllegalStateException("commit of " + key + " after its " + (committed ? "commit" : "close"));
        }
        if (expected.isPresent() && expected.getAsLong() != size.get()) {
            throw new StoreException(Failure.of(
                    "TESTKIT-012",
                    "the upload of " + key + " announced " + expected.getAsLong() + " bytes and got " + size.get()));
        }
        objects.commit(this, content.toByteArray());
        committed = true;
    }

    @Override
    public void close() {
        closed = true;
        objects.leaks().closed(this);
        objects.giveUp(this);
    }

    private final class Body extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (closed || committed) {
                throw new IllegalStateException("write to " + key + " after its " + (committed ? "commit" : "close"));
            }
            objects.reserve(key, length);
            content.write(bytes, offset, length);
            size.addAndGet(length);
        }
    }
}
