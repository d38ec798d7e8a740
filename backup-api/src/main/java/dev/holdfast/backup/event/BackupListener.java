package dev.holdfast.backup.event;

/** Observes events; called in the order in which they happened within a run, on the run's threads, one call at a time per run. */
@FunctionalInterface
public interface BackupListener {

    /**
     * Takes notice; must return quickly.
     *
     * @param event what happened
     */
    void onEvent(BackupEvent event);
}
