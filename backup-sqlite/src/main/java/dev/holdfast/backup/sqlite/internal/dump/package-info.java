/** The text form of a database: written, read, and proven; no API. */
@NullMarked
package dev.holdfast.backup.sqlite.internal.dump;

import org.jspecify.annotations.NullMarked;
