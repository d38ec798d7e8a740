/** From times on a wall clock to instants. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.time;

import org.jspecify.annotations.NullMarked;
