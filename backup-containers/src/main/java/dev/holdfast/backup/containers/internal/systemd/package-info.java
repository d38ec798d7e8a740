/** Units of systemd. */
@NullMarked
package dev.holdfast.backup.containers.internal.systemd;

import org.jspecify.annotations.NullMarked;
