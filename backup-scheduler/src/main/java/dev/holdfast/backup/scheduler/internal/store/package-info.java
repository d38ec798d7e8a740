/** Schedules as they are kept in the database. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.store;

import org.jspecify.annotations.NullMarked;
