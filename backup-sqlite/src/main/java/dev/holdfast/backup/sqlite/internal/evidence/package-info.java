/** What proves that a backup, and a restore, is complete; no API. */
@NullMarked
package dev.holdfast.backup.sqlite.internal.evidence;

import org.jspecify.annotations.NullMarked;
