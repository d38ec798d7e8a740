package dev.holdfast.backup.spi;

/**
 * The ability of a target to restore beside the live one and swap.
 *
 * <ol>
 *   <li>STAGED-01 {@link #stage} does not touch the live one; it writes an undo record before it creates anything.
 *   <li>STAGED-02 {@link #swap} writes an undo record before its first act; killed at any point, {@link #undo} of the records in reverse
 *       order gives the old state, whole.
 *   <li>STAGED-03 After {@link #swap} the old one is kept until {@link #release}, which drops it, or {@link #undo}, which brings it back.
 *   <li>STAGED-04 {@link #release} of the records in order, after a swap, leaves the new state and nothing else.
 * </ol>
 */
public interface StagedRestore extends Undoable {

    /**
     * Restores beside the live one and proves the copy complete.
     *
     * @param from the backup
     * @param how what of it
     * @param context the run
     * @return where the copy is
     * @throws Exception if there is no complete copy
     */
    RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception;

    /**
     * Puts the copy in the place of the live one.
     *
     * @param copy what {@link #stage} returned
     * @param context the run
     * @throws Exception if it could not be done
     */
    void swap(RestoredCopy copy, RunContext context) throws Exception;
}
