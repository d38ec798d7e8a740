/** What is remembered of runs, restores, verifications and removals, and how it is asked for. */
@NullMarked
package dev.holdfast.backup.history;

import org.jspecify.annotations.NullMarked;
