package dev.holdfast.backup.spi;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Acts around a phase of a run or restore, such as stopping a service; may delay or fail it.
 *
 * <ol>
 *   <li>HOOK-01 {@link #enter} calls {@link RunContext#undo} before each act that needs a way back, so that a kill between leaves a record.
 *   <li>HOOK-02 {@link #undo} is idempotent and works for an act that never happened.
 *   <li>HOOK-03 {@link #undo} needs nothing but the record: it works in a new process.
 *   <li>HOOK-04 A failed {@link #enter} throws; what it did until then is undone from its records.
 *   <li>HOOK-05 {@link #enter} ends within a second of a cancel, with an exception.
 *   <li>HOOK-06 After all records are undone, the world is as it was before {@link #enter}.
 *   <li>HOOK-07 {@link #check} changes nothing.
 *   <li>HOOK-08 A hook that acts on what other runs may act on {@linkplain HookContext#claim claims} it before it looks, and joins a pause that it
 *       finds: what rests because of another run ran before.
 * </ol>
 */
public interface LifecycleHook extends Undoable, AutoCloseable {

    /**
     * Tells whether an enter could work now.
     *
     * @param context the run
     * @return what stands against it, empty if nothing does; with an error among it the hook is not entered, and the run fails
     * @throws Exception if even that cannot be told
     */
    default List<Problem> check(RunContext context) throws Exception {
        return List.of();
    }

    /**
     * Acts before the phase.
     *
     * @param context the run, with the phase
     * @throws Exception if it could not
     */
    void enter(HookContext context) throws Exception;

    /**
     * Returns something more that this hook can do, such as {@link HoldsServices}; a decorator forwards the question.
     *
     * @param type the ability
     * @param <A> the ability
     * @return the ability, or empty
     */
    default <A> Optional<A> ability(Class<A> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /**
     * Tells whether the rest of what a record is about was disturbed: whether it ran while it was to be held still. Asked in the process that entered
     * and on the same hook, for each record, when the phase has succeeded and nothing is undone yet.
     *
     * @param record what this hook wrote
     * @param context the run
     * @return why its data may have changed meanwhile, which leaves the run without a backup; empty if it rested, as far as can be told
     * @throws Exception if that could not be looked up, which counts as a disturbance
     */
    default Optional<Failure> disturbance(UndoRecord record, RunContext context) throws Exception {
        return Optional.empty();
    }

    /** Frees what is held; undoes nothing. */
    @Override
    default void close() throws Exception {}
}
