/** The tools that PostgreSQL comes with: found, chosen by version, started and ended together with their sessions. */
@NullMarked
package dev.holdfast.backup.postgres.internal.client;

import org.jspecify.annotations.NullMarked;
