/** The database behind schedules, leases and history: connections, dialects, versions of the schema. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.db;

import org.jspecify.annotations.NullMarked;
