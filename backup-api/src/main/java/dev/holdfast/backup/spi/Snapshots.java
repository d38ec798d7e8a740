package dev.holdfast.backup.spi;

/** The ability of a target to hold a moment still, so that a pause can end before the data was read. */
public interface Snapshots extends Undoable {

    /**
     * Takes a snapshot.
     *
     * @param context the run
     * @return the snapshot, closed by the engine
     * @throws Exception if there is none
     */
    Snapshot snapshot(RunContext context) throws Exception;

    /** A moment held still. */
    interface Snapshot extends AutoCloseable {

        /**
         * Writes a backup of that moment, as {@link BackupTarget#capture} does.
         *
         * @param sink where to
         * @param context the run
         * @throws Exception if there is no backup
         */
        void capture(BackupSink sink, RunContext context) throws Exception;

        /** Gives the snapshot up. */
        @Override
        void close() throws Exception;
    }
}
