/** Small things that the parts of the engine share. */
@NullMarked
package dev.holdfast.backup.internal;

import org.jspecify.annotations.NullMarked;
