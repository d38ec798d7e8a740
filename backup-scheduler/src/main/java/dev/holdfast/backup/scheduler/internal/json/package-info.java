/** JSON of one line, as it lies in columns and in the spool. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.json;

import org.jspecify.annotations.NullMarked;
