/**
 * What happened, as values for listeners.
 *
 * <p>Listeners only observe: they cannot delay or fail a run, and what they throw is logged and ends there. Further events may come with any
 * release; a listener ignores those it does not know.
 */
@NullMarked
package dev.holdfast.backup.event;

import org.jspecify.annotations.NullMarked;
