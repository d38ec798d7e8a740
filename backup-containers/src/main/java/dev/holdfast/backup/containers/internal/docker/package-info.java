/** Containers of an engine that speaks Docker's API: found, held still, and brought back. */
@NullMarked
package dev.holdfast.backup.containers.internal.docker;

import org.jspecify.annotations.NullMarked;
