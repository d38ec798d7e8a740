/** The {@code holdfast} command: its process, its arguments, its exit codes. */
@NullMarked
package dev.holdfast.backup.cli;

import org.jspecify.annotations.NullMarked;
