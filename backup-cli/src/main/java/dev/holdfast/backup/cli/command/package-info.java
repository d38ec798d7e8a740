/** What each command does. */
@NullMarked
package dev.holdfast.backup.cli.command;

import org.jspecify.annotations.NullMarked;
