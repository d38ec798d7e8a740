package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.CreateIfAbsent;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.Upload;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * A store in memory that forbids what any supported store forbids, and finds what was left open. Thread-safe.
 *
 * <p>The content outlives a close: {@link #definition()} opens the same content again and again, as a directory would be. Beyond the rules of
 * {@link BackupStore} it refuses a key that is both an object and the folder of another, an upload whose size is not the one that was
 * announced, and every use of something that was closed.
 *
 * <p>{@link #assertNothingOpen()} fails with the list of stores, uploads, streams and listings that nobody closed.
 */
public final class InMemoryStore implements BackupStore, FreeSpace, FolderListing, IncompleteUploads, CreateIfAbsent {

    private final MemoryObjects objects;
    private final MemoryHandle handle;

    private InMemoryStore(MemoryObjects objects, MemoryHandle handle) {
        this.objects = objects;
        this.handle = handle;
    }

    /**
     * Makes an empty store whose clock stands still.
     *
     * @param name what to call it
     */
    public InMemoryStore(String name) {
        this(name, ManualClock.at("2026-01-01T00:00:00Z"));
    }

    /**
     * Makes an empty store.
     *
     * @param name what to call it
     * @param clock the store's clock
     */
    public InMemoryStore(String name, Clock clock) {
        this.objects = new MemoryObjects(name, clock);
        this.handle = new MemoryHandle(objects);
    }

    /** {@return the definition that opens this content} */
    public StoreDefinition definition() {
        return new StoreDefinition() {
            @Override
            public String type() {
                return "memory";
            }

            @Override
            public Settings settings() {
                return Settings.none();
            }

            @Override
            public String location() {
                return objects.location();
            }

            @Override
            public BackupStore open() {
                MemoryHandle opened = new MemoryHandle(objects);
                objects.leaks().opened(opened, "store " + objects.location());
                return new InMemoryStore(objects, opened);
            }

            @Override
            public String toString() {
                return objects.location();
            }
        };
    }

    /**
     * Sets how many bytes fit in, uploads that go on included; nothing is removed if more are there.
     *
     * @param bytes how many; {@link Long#MAX_VALUE} for no limit
     * @return this store
     */
    public InMemoryStore capacity(long bytes) {
        objects.capacity(bytes);
        return this;
    }

    /**
     * Puts an object, over an existing one if need be.
     *
     * @param key its key
     * @param bytes its content
     * @return this store
     */
    public InMemoryStore put(String key, byte[] bytes) {
        objects.put(new ObjectKey(key), bytes);
        return this;
    }

    /**
     * Returns an object's content.
     *
     * @param key its key
     * @return a copy
     * @throws dev.holdfast.backup.StoreException {@code HF-STO-002} if there is none
     */
    public byte[] bytes(String key) {
        return objects.get(new ObjectKey(key)).clone();
    }

    /** {@return all keys in their order} */
    public List<String> keys() {
        return List.copyOf(objects.copy().keySet());
    }

    /** {@return a copy of all objects, by their keys} */
    public SortedMap<String, byte[]> copy() {
        return objects.copy();
    }

    /**
     * Flips one bit of an object.
     *
     * @param key its key
     * @param bit which, counted from 0 over all bytes
     */
    public void flipBit(String key, long bit) {
        byte[] bytes = bytes(key);
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        put(key, bytes);
    }

    /**
     * Cuts an object.
     *
     * @param key its key
     * @param length how many bytes remain
     */
    public void truncate(String key, int length) {
        put(key, java.util.Arrays.copyOf(bytes(key), length));
    }

    /** Forgets whatever is open, as the end of a process does: uploads become incomplete, streams and stores are gone. */
    public void loseConnections() {
        objects.leaks().forget();
    }

    /** {@return how many uploads were begun and neither committed, closed nor aborted} */
    public int incompleteUploads() {
        return objects.incompleteUploads();
    }

    /** {@return what was opened and not closed, in the order in which it was opened} */
    public List<String> open() {
        return objects.leaks().list();
    }

    /**
     * Finds what was left open.
     *
     * @throws AssertionError if anything was
     */
    public void assertNothingOpen() {
        List<String> open = open();
        if (!open.isEmpty()) {
            throw new AssertionError("left open in " + location() + ": " + String.join(", ", open));
        }
    }

    @Override
    public String location() {
        return objects.location();
    }

    @Override
    public Upload upload(ObjectKey key, OptionalLong expectedBytes) {
        return handle.upload(key, expectedBytes);
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) {
        return handle.open(key, offset, length);
    }

    @Override
    public Optional<ObjectStat> stat(ObjectKey key) {
        return handle.stat(key);
    }

    @Override
    public Stream<ObjectStat> list(String prefix) {
        return handle.list(prefix);
    }

    @Override
    public boolean delete(ObjectKey key) {
        return handle.delete(key);
    }

    @Override
    public long freeBytes() {
        return handle.freeBytes();
    }

    @Override
    public Stream<String> children(String prefix) {
        return handle.children(prefix);
    }

    @Override
    public int abort(String prefix, Instant before) {
        return handle.abort(prefix, before);
    }

    /** Closes this way in; the content stays and can be opened again by the {@link #definition()}. */
    @Override
    public void close() {
        handle.close();
    }

    /** {@return the location} */
    @Override
    public String toString() {
        return location();
    }
}
