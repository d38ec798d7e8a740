/** The opened target, and its parts below. */
@NullMarked
package dev.holdfast.backup.postgres.internal;

import org.jspecify.annotations.NullMarked;
