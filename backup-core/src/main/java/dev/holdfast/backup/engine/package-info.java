/** The engine as a host sees it: {@link dev.holdfast.backup.engine.Backups}, jobs, requests, reports, plans. */
@NullMarked
package dev.holdfast.backup.engine;

import org.jspecify.annotations.NullMarked;
