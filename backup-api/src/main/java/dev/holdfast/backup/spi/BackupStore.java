package dev.holdfast.backup.spi;

import dev.holdfast.backup.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where backups lie: immutable objects under keys. Thread-safe, except that each upload and stream is for one thread.
 *
 * <p>Failures are {@link dev.holdfast.backup.StoreException}s or {@link IOException}s, which the engine turns into them.
 *
 * <ol>
 *   <li>STORE-01 An object is visible, whole, after {@link Upload#commit()} returned, and not before.
 *   <li>STORE-02 After that it is durable: it survives the loss of power.
 *   <li>STORE-03 {@link Upload#commit()} on an existing key fails with {@code HF-STO-003} and changes nothing.
 *   <li>STORE-04 Closing an upload without commit leaves nothing that {@link #list} or {@link #stat} shows.
 *   <li>STORE-05 {@link #open} gives the bytes from an offset on, at most so many; behind the end there are none.
 *   <li>STORE-06 {@link #open} of a missing key fails with {@code HF-STO-002}; {@link #stat} is then empty and {@link #delete} false.
 *   <li>STORE-07 {@link #list} gives every object whose key begins with the prefix, each once, in no order; an empty prefix gives all.
 *   <li>STORE-08 What was committed or deleted before {@link #list}, {@link #stat} or {@link #open} began is seen by them.
 *   <li>STORE-09 {@link #delete} tells whether there was something to delete; it is idempotent.
 *   <li>STORE-10 Several threads may upload, read and delete different keys at once.
 *   <li>STORE-11 Of several uploads to one key at once, at most one commits.
 *   <li>STORE-12 An object of no bytes is an object.
 *   <li>STORE-13 Memory does not grow with the size of an object or the number of keys listed.
 *   <li>STORE-14 {@link #location()} tells people where it is and shows no credential.
 * </ol>
 */
public interface BackupStore extends AutoCloseable {

    /** {@return where it lies, for people; never a credential} */
    String location();

    /**
     * Begins to write an object.
     *
     * @param key its key
     * @param expectedBytes its size if it is known
     * @return the upload, closed by the caller
     * @throws IOException if it cannot be begun
     */
    Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException;

    /**
     * Reads a part of an object.
     *
     * @param key its key
     * @param offset where to begin, in bytes
     * @param length how many bytes at most; {@link Long#MAX_VALUE} for all
     * @return the stream, closed by the caller
     * @throws IOException if it cannot be read
     */
    InputStream open(ObjectKey key, long offset, long length) throws IOException;

    /**
     * Looks at an object.
     *
     * @param key its key
     * @return what the store says of it; empty if there is none
     * @throws IOException if the store cannot tell
     */
    Optional<ObjectStat> stat(ObjectKey key) throws IOException;

    /**
     * Lists objects.
     *
     * @param prefix how their keys begin; empty for all
     * @return the objects, lazily; closed by the caller
     * @throws IOException if the store cannot tell
     */
    Stream<ObjectStat> list(String prefix) throws IOException;

    /**
     * Deletes an object.
     *
     * @param key its key
     * @return whether there was one
     * @throws IOException if it cannot be deleted
     */
    boolean delete(ObjectKey key) throws IOException;

    /**
     * Returns something more that this store can do: {@link FreeSpace}, {@link FolderListing}, {@link IncompleteUploads}, {@link
     * CreateIfAbsent}; a decorator forwards the question.
     *
     * @param type the ability
     * @param <A> the ability
     * @return the ability, or empty
     */
    default <A> Optional<A> ability(Class<A> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Frees what is held. */
    @Override
    void close() throws IOException;
}
