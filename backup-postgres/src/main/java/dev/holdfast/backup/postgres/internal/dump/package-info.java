/** Captures: the snapshot, the tool's output, the roles beside it. */
@NullMarked
package dev.holdfast.backup.postgres.internal.dump;

import org.jspecify.annotations.NullMarked;
