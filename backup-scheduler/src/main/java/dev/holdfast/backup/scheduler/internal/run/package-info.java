/** What is done with a due run: decided here, carried out elsewhere. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.run;

import org.jspecify.annotations.NullMarked;
