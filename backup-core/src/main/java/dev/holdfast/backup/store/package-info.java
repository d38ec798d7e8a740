/** The directory store. */
@NullMarked
package dev.holdfast.backup.store;

import org.jspecify.annotations.NullMarked;
