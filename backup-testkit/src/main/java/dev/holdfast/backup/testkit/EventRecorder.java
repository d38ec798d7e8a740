package dev.holdfast.backup.testkit;

import dev.holdfast.backup.event.BackupEvent;
import dev.holdfast.backup.event.BackupListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every event, in the order in which it came. Thread-safe. */
public final class EventRecorder implements BackupListener {

    private final List<BackupEvent> events = new CopyOnWriteArrayList<>();

    /** Makes a recorder without events. */
    public EventRecorder() {}

    @Override
    public void onEvent(BackupEvent event) {
        events.add(event);
    }

    /** {@return all events so far} */
    public List<BackupEvent> events() {
        return List.copyOf(events);
    }

    /**
     * Returns the events of one type so far.
     *
     * @param type the type
     * @param <E> the type
     * @return those events, in their order
     */
    public <E extends BackupEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Returns the events of one run so far.
     *
     * @param run the run's id
     * @return those events, in their order
     */
    public List<BackupEvent> eventsOf(String run) {
        return events.stream().filter(event -> event.run().equals(run)).toList();
    }

    /** Forgets all events. */
    public void clear() {
        events.clear();
    }
}
