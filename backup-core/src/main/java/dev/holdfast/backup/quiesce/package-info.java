/** Parts of the host itself that hold still around captures: schedulers, caches, writers. */
@NullMarked
package dev.holdfast.backup.quiesce;

import org.jspecify.annotations.NullMarked;
