package dev.holdfast.backup.engine;

/** A run that was started. Cancelled, it ends within a second and leaves nothing behind. Thread-safe. */
public interface RunHandle extends OperationHandle<RunReport> {

    /** {@return the run's id} */
    default String run() {
        return id();
    }
}
