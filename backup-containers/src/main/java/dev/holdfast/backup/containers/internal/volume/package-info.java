/** Volumes of containers as a target: as files where this process may, else through the engine. */
@NullMarked
package dev.holdfast.backup.containers.internal.volume;

import org.jspecify.annotations.NullMarked;
