/** What is behind schedules; not for users. */
@NullMarked
package dev.holdfast.backup.scheduler.internal;

import org.jspecify.annotations.NullMarked;
