package dev.holdfast.backup.scheduler.internal.store;

import dev.holdfast.backup.scheduler.ScheduleOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is kept.
 *
 * @param key what is scheduled
 * @param origin where it comes from
 * @param definition the schedule as JSON, in its canonical form
 * @param digest of the definition; two that are equal mean the same
 * @param enabled whether it counts
 * @param paused whether somebody paused it
 * @param createdAt when it was made
 * @param changedAt when definition, pause or orphanhood changed last
 * @param changedBy who changed it
 * @param node the node that changed it
 * @param accountedUntil the last due instant that was run or left out; none before it is due again, whatever clocks do
 * @param orphanedAt when its job was found to be gone
 */
public record StoredSchedule(
        ScheduleKey key,
        ScheduleOrigin origin,
        String definition,
        String digest,
        boolean enabled,
        boolean paused,
        Instant createdAt,
        Instant changedAt,
        String changedBy,
        String node,
        @Nullable Instant accountedUntil,
        @Nullable Instant orphanedAt) {}
