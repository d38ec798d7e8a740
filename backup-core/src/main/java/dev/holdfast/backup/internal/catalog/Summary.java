package dev.holdfast.backup.internal.catalog;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.TargetId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a list shows of a manifest. */
record Summary(
        BackupId id,
        String uid,
        TargetId target,
        String job,
        String run,
        RunState state,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Instant dueAt,
        long bytes,
        long originalBytes,
        long entries,
        Map<String, String> labels,
        List<Artifact> artifacts) {}
