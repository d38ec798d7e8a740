package dev.holdfast.backup.engine;

/** A restore that was started. Cancelled, it ends within a second, and the live one is as it was. Thread-safe. */
public interface RestoreHandle extends OperationHandle<RestoreReport> {

    /** {@return the restore's id} */
    default String restore() {
        return id();
    }
}
