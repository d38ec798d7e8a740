/** The opened target; no API. */
@NullMarked
package dev.holdfast.backup.sqlite.internal;

import org.jspecify.annotations.NullMarked;
