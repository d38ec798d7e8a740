/** Brings dumps back: beside the live database, to another one, or over it. */
@NullMarked
package dev.holdfast.backup.postgres.internal.restore;

import org.jspecify.annotations.NullMarked;
