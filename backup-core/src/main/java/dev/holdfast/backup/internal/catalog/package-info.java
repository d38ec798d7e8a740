/** What backups one store has, and the notes beside them. */
@NullMarked
package dev.holdfast.backup.internal.catalog;

import org.jspecify.annotations.NullMarked;
