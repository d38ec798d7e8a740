package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.event.BackupEvent;
import dev.holdfast.backup.event.BackupListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners; what they throw is logged and ends here. */
public final class Listeners implements BackupListener {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<BackupListener> listeners;

    /**
     * Makes the group.
     *
     * @param listeners who is told, in order
     */
    public Listeners(List<BackupListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onEvent(BackupEvent event) {
        for (BackupListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed on {}", event.getClass().getSimpleName(), e);
            }
        }
    }
}
