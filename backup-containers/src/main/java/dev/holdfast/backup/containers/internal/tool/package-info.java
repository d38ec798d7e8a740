/** Programs that hooks run: what they say, and what they end with. */
@NullMarked
package dev.holdfast.backup.containers.internal.tool;

import org.jspecify.annotations.NullMarked;
