/** Runs: phases, hooks, recovery. */
@NullMarked
package dev.holdfast.backup.internal.run;

import org.jspecify.annotations.NullMarked;
