/** Restores: plans, staging, swap, rollback, confirm. */
@NullMarked
package dev.holdfast.backup.internal.restore;

import org.jspecify.annotations.NullMarked;
