package dev.holdfast.backup.spi;

/**
 * Whoever can undo its acts from the records it wrote.
 *
 * <ol>
 *   <li>UNDO-01 {@link #undo} is idempotent: done again, or before the act ever happened, it leaves the same state and succeeds.
 *   <li>UNDO-02 It needs nothing but the record: it works in a new process, with an object made from the record's settings.
 *   <li>UNDO-03 {@link #release} is idempotent too.
 * </ol>
 */
public interface Undoable {

    /**
     * Undoes the act of a record; the only way back, at the normal end, after a failure and after a crash.
     *
     * @param record what this participant wrote
     * @param context the run, or the recovery
     * @throws Exception if it could not be undone; the record then stays
     */
    void undo(UndoRecord record, RunContext context) throws Exception;

    /**
     * Drops what was kept for the undo.
     *
     * @param record what this participant wrote
     * @param context the run
     * @throws Exception if it could not be dropped; the record then stays
     */
    default void release(UndoRecord record, RunContext context) throws Exception {}
}
