/**
 * The target {@code sqlite}: one SQLite database, captured as a copy of its file or as SQL text, and brought back.
 *
 * <p>{@link dev.holdfast.backup.sqlite.SqliteTarget} is all that a host needs; a configuration names the type {@code sqlite}.
 */
@NullMarked
package dev.holdfast.backup.sqlite;

import org.jspecify.annotations.NullMarked;
