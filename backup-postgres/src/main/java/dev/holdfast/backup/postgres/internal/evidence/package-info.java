/** What proves that a dump is whole: its table of contents, counted rows, properties of the database. */
@NullMarked
package dev.holdfast.backup.postgres.internal.evidence;

import org.jspecify.annotations.NullMarked;
