/** The command hook at work. */
@NullMarked
package dev.holdfast.backup.containers.internal.command;

import org.jspecify.annotations.NullMarked;
