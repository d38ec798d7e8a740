/** Connections to SQLite files, what goes wrong with them, copies and checks; no API. */
@NullMarked
package dev.holdfast.backup.sqlite.internal.db;

import org.jspecify.annotations.NullMarked;
