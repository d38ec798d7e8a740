package dev.holdfast.backup.engine;

import dev.holdfast.backup.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param job the job's name
 * @param targets the names of the job's targets to run it for; empty for all
 * @param name a name for the backups instead of the time stamp, or {@code null}
 * @param labels labels beside those of the job
 * @param dueAt the instant a schedule wanted it, or {@code null}
 * @param measured whether to look beside the capture how much it will read, so that progress has a total
 */
public record RunRequest(
        String job,
        List<String> targets,
        @Nullable String name,
        Map<String, String> labels,
        @Nullable Instant dueAt,
        boolean measured) {

    /**
     * Validates the name and copies the collections.
     *
     * @param job the job's name
     * @param targets the names of the job's targets to run it for; empty for all
     * @param name a name for the backups instead of the time stamp, or {@code null}
     * @param labels labels beside those of the job
     * @param dueAt the instant a schedule wanted it, or {@code null}
     * @param measured whether to look beside the capture how much it will read, so that progress has a total
     */
    public RunRequest {
        Names.require("job name", job);
        targets = List.copyOf(targets);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /**
     * Asks for a whole job.
     *
     * @param job the job's name
     * @return the request
     */
    public static RunRequest of(String job) {
        return new RunRequest(job, List.of(), null, Map.of(), null, false);
    }

    /**
     * Asks for one more of the job's targets, instead of all.
     *
     * @param target the target's name
     * @return a copy
     */
    public RunRequest target(String target) {
        List<String> more = new ArrayList<>(targets);
        more.add(target);
        return new RunRequest(job, more, name, labels, dueAt, measured);
    }

    /**
     * Names the backups.
     *
     * @param text letters, digits, {@code .}, {@code _} and {@code -}
     * @return a copy
     */
    public RunRequest named(String text) {
        return new RunRequest(job, targets, text, labels, dueAt, measured);
    }

    /**
     * Adds a label.
     *
     * @param label its name
     * @param value its value
     * @return a copy
     */
    public RunRequest label(String label, String value) {
        Map<String, String> more = new LinkedHashMap<>(labels);
        more.put(label, value);
        return new RunRequest(job, targets, name, more, dueAt, measured);
    }

    /**
     * Says when it was due.
     *
     * @param instant the instant a schedule wanted it
     * @return a copy
     */
    public RunRequest due(Instant instant) {
        return new RunRequest(job, targets, name, labels, instant, measured);
    }

    /**
     * Has targets that can estimate their size do so while they are captured, so that progress has a total from the first backup on.
     *
     * @return a copy
     */
    public RunRequest withTotals() {
        return new RunRequest(job, targets, name, labels, dueAt, true);
    }
}
