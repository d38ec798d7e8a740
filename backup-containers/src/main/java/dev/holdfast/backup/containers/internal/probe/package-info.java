/** Asking a service at its address whether it can work. */
@NullMarked
package dev.holdfast.backup.containers.internal.probe;

import org.jspecify.annotations.NullMarked;
