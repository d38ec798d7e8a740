package dev.holdfast.backup.engine;

import dev.holdfast.backup.Names;
import dev.holdfast.backup.history.RunCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param job the job's name
 * @param targets the names of the job's targets to run it for; empty for all
 * @param name a name for the backups instead of the time stamp, or {@code null}
 * @param labels labels beside those of the job
 * @param cause why it is run, and for whom, or {@code null} for the cause that the {@link Backups} have
 * @param dueAt the instant a schedule wanted it, or {@code null}
 * @param measured whether to look beside the capture how much it will read, so that progress has a total
 * @param waiting whether it was told before that this run waits for somebody who works on its targets
 */
public record RunRequest(
        String job,
        List<String> targets,
        @Nullable String name,
        Map<String, String> labels,
        @Nullable RunCause cause,
        @Nullable Instant dueAt,
        boolean measured,
        boolean waiting) {

    /**
     * Validates the name and copies the collections.
     *
     * @param job the job's name
     * @param targets the names of the job's targets to run it for; empty for all
     * @param name a name for the backups instead of the time stamp, or {@code null}
     * @param labels labels beside those of the job
     * @param cause why it is run, and for whom, or {@code null} for the cause that the {@link Backups} have
     * @param dueAt the instant a schedule wanted it, or {@code null}
     * @param measured whether to look beside the capture how much it will read, so that progress has a total
     * @param waiting whether it was told before that this run waits for somebody who works on its targets
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
        return new RunRequest(job, List.of(), null, Map.of(), null, null, false, false);
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
        return new RunRequest(job, more, name, labels, cause, dueAt, measured, waiting);
    }

    /**
     * Names the backups.
     *
     * @param text letters, digits, {@code .}, {@code _} and {@code -}
     * @return a copy
     */
    public RunRequest named(String text) {
        return new RunRequest(job, targets, text, labels, cause, dueAt, measured, waiting);
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
        return new RunRequest(job, targets, name, more, cause, dueAt, measured, waiting);
    }

    /**
     * Says when it was due. A run that is due makes one backup of a target for that instant, however often it is asked for: a target that a
     * store lists such a backup of is not captured again.
     *
     * @param instant the instant a schedule wanted it
     * @return a copy
     */
    public RunRequest due(Instant instant) {
        return new RunRequest(job, targets, name, labels, cause, instant, measured, waiting);
    }

    /**
     * Has targets that can estimate their size do so while they are captured, so that progress has a total from the first backup on.
     *
     * @return a copy
     */
    public RunRequest withTotals() {
        return new RunRequest(job, targets, name, labels, cause, dueAt, true, waiting);
    }

    /**
     * Says why it is run, and for whom.
     *
     * @param why the cause; takes the place of the instant it was due, too
     * @return a copy
     */
    public RunRequest because(RunCause why) {
        return new RunRequest(
                job, targets, name, labels, Objects.requireNonNull(why, "cause"), why.dueAt(), measured, waiting);
    }

    /**
     * Says that this run was asked for before and could not begin, because somebody else worked on its targets or the leases did not answer. If
     * that is still so, the report says it and nobody else is told: neither the history nor listeners. Once it begins, all is as with any run.
     *
     * @return a copy
     */
    public RunRequest afterWaiting() {
        return new RunRequest(job, targets, name, labels, cause, dueAt, measured, true);
    }

    /** Says why it is run where the request may leave that to others. */
    RunCause causeOr(RunCause otherwise) {
        RunCause said = cause == null ? otherwise : cause;
        return dueAt == null ? said : said.due(dueAt);
    }
}
