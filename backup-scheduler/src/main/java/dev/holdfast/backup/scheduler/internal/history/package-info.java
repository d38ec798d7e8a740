/** The history of runs in the database, and what waits for it while it is away. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.history;

import org.jspecify.annotations.NullMarked;
