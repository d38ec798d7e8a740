/** What the settings of a target say. */
@NullMarked
package dev.holdfast.backup.postgres.internal.settings;

import org.jspecify.annotations.NullMarked;
