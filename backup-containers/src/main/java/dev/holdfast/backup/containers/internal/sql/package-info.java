/** Statements before and after a phase. */
@NullMarked
package dev.holdfast.backup.containers.internal.sql;

import org.jspecify.annotations.NullMarked;
