package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.ObjectStat;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lies in an {@link InMemoryStore}, whoever looks at it. Thread-safe. */
final class MemoryObjects {

    private static final class Entry {
        private final byte[] bytes;
        private final Instant modified;

        Entry(byte[] bytes, Instant modified) {
            this.bytes = bytes;
            this.modified = modified;
        }

        byte[] bytes() {
            return bytes;
        }

        Instant modified() {
            return modified;
        }
    }

    private final String name;
    private final Clock clock;
    private final Leaks leaks = new Leaks();
    private final TreeMap<String, Entry> objects = new TreeMap<>();
    private final Set<MemoryUpload> uploads = new LinkedHashSet<>();
    private long capacity = Long.MAX_VALUE;
    private long used;

    MemoryObjects(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    String location() {
        return "memory:" + name;
    }

    Leaks leaks() {
        return leaks;
    }

    Instant now() {
        return clock.instant();
    }

    synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    synchronized long freeBytes() {
        return Math.max(0, capacity - used);
    }

    /** Counts bytes of an upload against the capacity. */
    synchronized void reserve(ObjectKey key, long bytes) {
        if (bytes > capacity - used) {
            throw new StoreException(Failure.of("HF-STO-010", "no space left in " + location() + " for " + key)
                    .hint("Free some space in the store, or let retention keep fewer backups.")
                    .with("key", key)
                    .with("needed", bytes)
                    .with("free", Math.max(0, capacity - used))
                    .retry(RetryStatus.LATER));
        }
        used += bytes;
    }

    synchronized void begin(MemoryUpload upload) {
        uploads.add(upload);
    }

    /** Gives up an upload that is neither committed nor given up. */
    synchronized void giveUp(MemoryUpload upload) {
        if (uploads.remove(upload)) {
            used -= upload.size();
        }
    }

    synchronized void commit(MemoryUpload upload, byte[] bytes) {
        String key = upload.key().value();
        if (!uploads.contains(upload)) {
            throw new StoreException(
                    Failure.of("TESTKIT-010", "the upload of " + key + " was aborted before its commit"));
        }
        if (objects.containsKey(key)) {
            throw new StoreException(Failure.of("HF-STO-003", location() + " already has " + key)
                    .hint("Objects are never replaced; choose another key or delete the object first.")
                    .with("key", key));
        }
        refuseFolder(key);
        uploads.remove(upload);
        objects.put(key, new Entry(bytes, now()));
    }

    private void refuseFolder(String key) {
        String below = objects.ceilingKey(key + "/");
        if (below != null && below.startsWith(key + "/")) {
            throw new StoreException(Failure.of(
                    "HF-STO-008",
                    "the object " + key + " would be the folder of " + below + ", which no directory can hold"));
        }
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
            if (objects.containsKey(key.substring(0, slash))) {
                throw new StoreException(Failure.of(
                        "HF-STO-008",
                        "the folder of " + key + " is the object " + key.substring(0, slash)
                                + ", which no directory can hold"));
            }
        }
    }

    synchronized void put(ObjectKey key, byte[] bytes) {
        Entry before = objects.put(key.value(), new Entry(bytes.clone(), now()));
        used += bytes.length - (before == null ? 0 : before.bytes().length);
    }

    synchronized byte[] get(ObjectKey key) {
        Entry entry = objects.get(key.value());
        if (entry == null) {
            throw new StoreException(
                    Failure.of("HF-STO-002", location() + " has no " + key).with("key", key));
        }
        return entry.bytes();
    }

    synchronized Optional<ObjectStat> stat(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.value())).map(entry -> stat(key, entry));
    }

    private static ObjectStat stat(ObjectKey key, Entry entry) {
        return new ObjectStat(key, entry.bytes().length, entry.modified(), null);
    }

    synchronized List<ObjectStat> list(String prefix) {
        List<ObjectStat> found = new ArrayList<>();
        for (Map.Entry<String, Entry> object : objects.tailMap(prefix, true).entrySet()) {
            if (!object.getKey().startsWith(prefix)) {
                break;
            }
            found.add(stat(new ObjectKey(object.getKey()), object.getValue()));
        }
        return found;
    }

    synchronized boolean delete(ObjectKey key) {
        Entry gone = objects.remove(key.value());
        if (gone == null) {
            return false;
        }
        used -= gone.bytes().length;
        return true;
    }

    synchronized int abort(String prefix, Instant before) {
        List<MemoryUpload> stale = uploads.stream()
                .filter(upload -> upload.key().value().startsWith(prefix))
                .filter(upload -> upload.begun().isBefore(before))
                .toList();
        stale.forEach(this::giveUp);
        return stale.size();
    }

    synchronized int incompleteUploads() {
        return uploads.size();
    }

    synchronized SortedMap<String, byte[]> copy() {
        SortedMap<String, byte[]> copy = new TreeMap<>();
        objects.forEach((key, entry) -> copy.put(key, entry.bytes().clone()));
        return copy;
    }
}
