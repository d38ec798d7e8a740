package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Upload;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** One way in to the objects of an {@link InMemoryStore}, from its open to its close. Thread-safe. */
final class MemoryHandle {

    private final MemoryObjects objects;
    private volatile boolean closed;

    MemoryHandle(MemoryObjects objects) {
        this.objects = objects;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(objects.location() + " is used after its close");
        }
    }

    Upload upload(ObjectKey key, OptionalLong expected) {
        requireOpen();
        MemoryUpload upload = new MemoryUpload(objects, key, expected);
        objects.begin(upload);
        objects.leaks().opened(upload, "upload of " + key);
        return upload;
    }

    InputStream open(ObjectKey key, long offset, long length) {
        requireOpen();
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("negative offset or length: " + offset + ", " + length);
        }
        byte[] bytes = objects.get(key);
        int from = (int) Math.min(offset, bytes.length);
        int count = (int) Math.min(length, bytes.length - from);
        InputStream stream = new FilterInputStream(new ByteArrayInputStream(bytes, from, count)) {
            @Override
            public void close() throws IOException {
                objects.leaks().closed(this);
                super.close();
            }
        };
        objects.leaks().opened(stream, "stream of " + key);
        return stream;
    }

    Optional<ObjectStat> stat(ObjectKey key) {
        requireOpen();
        return objects.stat(key);
    }

    Stream<ObjectStat> list(String prefix) {
        requireOpen();
        return tracked(objects.list(prefix).stream(), prefix);
    }

    Stream<String> children(String prefix) {
        requireOpen();
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("not a folder, for it does not end in a slash: " + prefix);
        }
        Set<String> names = new LinkedHashSet<>();
        for (ObjectStat stat : objects.list(prefix)) {
            String rest = stat.key().value().substring(prefix.length());
            int slash = rest.indexOf('/');
            names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
        }
        return tracked(names.stream(), prefix);
    }

    private <T> Stream<T> tracked(Stream<T> stream, String prefix) {
        Object token = new Object();
        objects.leaks().opened(token, "listing of \"" + prefix + "\"");
        return stream.onClose(() -> objects.leaks().closed(token));
    }

    boolean delete(ObjectKey key) {
        requireOpen();
        return objects.delete(key);
    }

    long freeBytes() {
        requireOpen();
        return objects.freeBytes();
    }

    int abort(String prefix, Instant before) {
        requireOpen();
        return objects.abort(prefix, before);
    }

    void close() {
        closed = true;
        objects.leaks().closed(this);
    }
}
