/** Containers of LXC, by its own commands or by those of LXD or Incus. */
@NullMarked
package dev.holdfast.backup.containers.internal.lxc;

import org.jspecify.annotations.NullMarked;
