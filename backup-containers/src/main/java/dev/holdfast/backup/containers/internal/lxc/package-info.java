/** Containers of LXC, by its own commands. */
@NullMarked
package dev.holdfast.backup.containers.internal.lxc;

import org.jspecify.annotations.NullMarked;
