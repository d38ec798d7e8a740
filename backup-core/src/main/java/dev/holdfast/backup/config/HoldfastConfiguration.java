package dev.holdfast.backup.config;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Sections;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.TargetDefinition;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a configuration file says, bound to definitions.
 *
 * @param state the directory of journals, history and caches
 * @param stores the stores by name, in the order of the file
 * @param targets the targets by name, in the order of the file
 * @param jobs the jobs in the order of the file, then the implied jobs of targets that no job names
 * @param sections what the file says to other modules, besides what its jobs do
 */
public record HoldfastConfiguration(
        Path state,
        Map<String, StoreDefinition> stores,
        Map<String, TargetDefinition> targets,
        List<Job> jobs,
        Sections sections) {

    /**
     * Copies the collections, keeping their order.
     *
     * @param state the directory of journals, history and caches
     * @param stores the stores by name, in the order of the file
     * @param targets the targets by name, in the order of the file
     * @param jobs the jobs in the order of the file, then the implied jobs of targets that no job names
     * @param sections what the file says to other modules, besides what its jobs do
     */
    public HoldfastConfiguration {
        Objects.requireNonNull(state, "state");
        stores = Collections.unmodifiableMap(new LinkedHashMap<>(stores));
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        jobs = List.copyOf(jobs);
        Objects.requireNonNull(sections, "sections");
    }

    /**
     * Returns a builder of backups with all that the file says.
     *
     * @return a new builder
     */
    public BackupsBuilder backups() {
        BackupsBuilder builder = Backups.builder().state(state);
        stores.forEach(builder::store);
        jobs.forEach(builder::job);
        return builder;
    }
}
