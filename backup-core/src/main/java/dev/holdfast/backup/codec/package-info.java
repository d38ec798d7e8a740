/** Compressors: zstd, gzip, xz, bzip2 and none. */
@NullMarked
package dev.holdfast.backup.codec;

import org.jspecify.annotations.NullMarked;
