package dev.holdfast.backup.spi;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.TargetId;
import java.util.List;
import java.util.Optional;

/**
 * What is protected: a database, a tree of files, an application's own documents.
 *
 * <p>The least is three methods: {@link #id()}, {@link #capture}, {@link #restore}. The engine opens a target for one run, uses it from one
 * thread and closes it.
 *
 * <ol>
 *   <li>TARGET-01 {@link #id()} is the same at every call and in every process with the same configuration.
 *   <li>TARGET-02 {@link #capture} returning means the backup is whole; throwing means nothing of it is kept.
 *   <li>TARGET-03 What {@link #capture} wrote, {@link #restore} brings back, in a new process, from the backup alone.
 *   <li>TARGET-04 {@link #capture} writes at least one artifact or archive; empty data is a valid backup.
 *   <li>TARGET-05 At most one stream or archive of the sink is open at a time, and every one is closed, on every path.
 *   <li>TARGET-06 Cancel ends {@link #capture} and {@link #restore} within a second, with an exception.
 *   <li>TARGET-07 A {@link dev.holdfast.backup.StoreException} from the sink is passed on, not swallowed or wrapped.
 *   <li>TARGET-08 {@link #check} and {@link #preview} have no side effects.
 *   <li>TARGET-09 {@link #capture} does not change what it captures: two captures of unchanged data hold the same data.
 *   <li>TARGET-10 {@link #close()} is idempotent.
 *   <li>TARGET-11 A failure to read part of the data is reported as a problem or thrown, never passed over.
 * </ol>
 */
public interface BackupTarget extends AutoCloseable {

    /** {@return the type and name} */
    TargetId id();

    /**
     * Writes a backup.
     *
     * @param sink where to
     * @param context the run
     * @throws Exception if there is no backup; a {@link dev.holdfast.backup.BackupException} passes, anything else becomes a {@link
     *     dev.holdfast.backup.TargetException}
     */
    void capture(BackupSink sink, RunContext context) throws Exception;

    /**
     * Brings a backup back, in place or to another place.
     *
     * @param from the backup
     * @param how where to and what of it
     * @param context the run
     * @throws Exception if not all that was asked for is back
     */
    void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception;

    /**
     * Tells whether a backup could work now.
     *
     * @param context the run
     * @return what stands against it, empty if nothing does
     * @throws Exception if even that cannot be told
     */
    default List<Problem> check(RunContext context) throws Exception {
        return List.of();
    }

    /**
     * Tells what a restore would do.
     *
     * @param from the backup
     * @param how where to and what of it
     * @param context the run
     * @return what would be created, replaced, removed, and what stands against it
     * @throws Exception if that cannot be told
     */
    default RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        return RestorePreview.unknown();
    }

    /**
     * Returns something more that this target can do, such as {@link StagedRestore}; a decorator forwards the question.
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
    default void close() throws Exception {}
}
