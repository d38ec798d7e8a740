/** What stands against a backup, found before it begins. */
@NullMarked
package dev.holdfast.backup.postgres.internal.check;

import org.jspecify.annotations.NullMarked;
