/** Runs what is due: db-scheduler says who may, the schedules say what and when, the engine of backups does it. */
@NullMarked
package dev.holdfast.backup.scheduler.internal.engine;

import org.jspecify.annotations.NullMarked;
