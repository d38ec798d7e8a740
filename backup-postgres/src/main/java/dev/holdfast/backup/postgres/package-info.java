/**
 * The target {@code postgres}: a PostgreSQL database, dumped by the server's own tools together with the evidence that the dump is whole, and
 * brought back beside the live one.
 *
 * <p>{@link dev.holdfast.backup.postgres.PostgresTarget} is all that a host needs; a configuration names the type {@code postgres}.
 */
@NullMarked
package dev.holdfast.backup.postgres;

import org.jspecify.annotations.NullMarked;
