/** Leases on one host: a file lock with owner and heartbeat. */
@NullMarked
package dev.holdfast.backup.internal.lease;

import org.jspecify.annotations.NullMarked;
