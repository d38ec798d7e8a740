/** Rules for what to keep, and the floor under every policy. */
@NullMarked
package dev.holdfast.backup.retention;

import org.jspecify.annotations.NullMarked;
