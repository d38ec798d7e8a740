package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.engine.Sections;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is done to stores and journals on schedules.
 *
 * @param tasks at most one of each kind
 */
public record Maintenance(List<MaintenanceTask> tasks) {

    /** No maintenance. */
    public static final Maintenance NONE = new Maintenance(List.of());

    /**
     * Copies the tasks.
     *
     * @param tasks at most one of each kind
     * @throws IllegalArgumentException if two are of one kind
     */
    public Maintenance {
        tasks = List.copyOf(tasks);
        Set<String> words = new HashSet<>();
        for (MaintenanceTask task : tasks) {
            if (!words.add(task.word())) {
                throw new IllegalArgumentException("two tasks of one kind: " + task.word());
            }
        }
    }

    /**
     * Takes what a configuration file says.
     *
     * @param sections its sections
     * @return the tasks below {@code maintenance}
     */
    public static Maintenance of(Sections sections) {
        List<MaintenanceTask> tasks = new ArrayList<>();
        sections.find(MaintenanceTask.Verify.class).ifPresent(tasks::add);
        sections.find(MaintenanceTask.Expire.class).ifPresent(tasks::add);
        sections.find(MaintenanceTask.Sweep.class).ifPresent(tasks::add);
        sections.find(MaintenanceTask.Recover.class).ifPresent(tasks::add);
        return new Maintenance(tasks);
    }

    /**
     * Adds a task, in place of one of its kind.
     *
     * @param task the task
     * @return a copy
     */
    public Maintenance with(MaintenanceTask task) {
        List<MaintenanceTask> more = new ArrayList<>(tasks);
        more.removeIf(other -> other.word().equals(task.word()));
        more.add(task);
        return new Maintenance(more);
    }
}
