package dev.holdfast.backup.scheduler.internal.owner;

import java.time.Instant;

/**
 * A process that uses the database and lives, as far as is known.
 *
 * @param id its id
 * @param node its node's name
 * @param role what it does: {@code serve}, {@code command}, {@code host}
 * @param version the version of its program
 * @param startedAt when it began, by its own clock
 * @param beat how often it has beaten
 */
public record OwnerView(String id, String node, String role, String version, Instant startedAt, long beat) {}
