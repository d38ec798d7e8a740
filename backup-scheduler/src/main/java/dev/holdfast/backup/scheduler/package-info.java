/**
 * When backups are due: {@link dev.holdfast.backup.scheduler.Schedule} and the parts it is made of.
 *
 * <p>A schedule is a value. It computes instants from instants that it is given, and reads no clock.
 */
@NullMarked
package dev.holdfast.backup.scheduler;

import org.jspecify.annotations.NullMarked;
