/** Leases of several nodes in one database. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.lease;

import org.jspecify.annotations.NullMarked;
