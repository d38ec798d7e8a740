/** The stored form: layout of keys, manifests, digests, indexes, the words for restoring by hand. */
@NullMarked
package dev.holdfast.backup.internal.format;

import org.jspecify.annotations.NullMarked;
