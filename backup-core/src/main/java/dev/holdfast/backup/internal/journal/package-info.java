/** The undo journal: the way back, on disk before the way in. */
@NullMarked
package dev.holdfast.backup.internal.journal;

import org.jspecify.annotations.NullMarked;
