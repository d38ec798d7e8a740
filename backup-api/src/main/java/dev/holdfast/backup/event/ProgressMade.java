package dev.holdfast.backup.event;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Work went on; comes a few times a second at most.
 *
 * @param run the run's id
 * @param at when
 * @param target the target's name
 * @param step what is being done now; may be empty
 * @param bytes bytes done, before encoding
 * @param expectedBytes how many there will be; empty if unknown
 * @param entries entries done
 * @param expectedEntries how many there will be; empty if unknown
 */
public record ProgressMade(
        String run,
        Instant at,
        String target,
        String step,
        long bytes,
        OptionalLong expectedBytes,
        long entries,
        OptionalLong expectedEntries)
        implements BackupEvent {}
