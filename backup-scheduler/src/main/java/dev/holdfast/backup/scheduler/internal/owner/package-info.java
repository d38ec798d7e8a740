/** Which processes use the database, and which of them are dead. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.owner;

import org.jspecify.annotations.NullMarked;
