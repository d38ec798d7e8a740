/**
 * Values and exceptions that every part of Holdfast shares: identifiers, manifests, problems, failures.
 *
 * <p>All values are immutable and safe for use by several threads. No parameter, result or record component may be {@code null} unless it says
 * so.
 */
@NullMarked
package dev.holdfast.backup;

import org.jspecify.annotations.NullMarked;
