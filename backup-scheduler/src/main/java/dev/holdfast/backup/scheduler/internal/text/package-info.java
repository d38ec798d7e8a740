/** Reads and writes the words in which people say when. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.text;

import org.jspecify.annotations.NullMarked;
