/** Holding things still that run, and letting them run again. */
@NullMarked
package dev.holdfast.backup.containers.internal.hold;

import org.jspecify.annotations.NullMarked;
