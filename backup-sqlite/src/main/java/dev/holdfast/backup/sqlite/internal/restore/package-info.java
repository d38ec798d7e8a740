/** Bringing a database back: staged, to another file, in place; no API. */
@NullMarked
package dev.holdfast.backup.sqlite.internal.restore;

import org.jspecify.annotations.NullMarked;
