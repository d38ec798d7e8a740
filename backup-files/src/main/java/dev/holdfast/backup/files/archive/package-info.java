/** Archive formats: tar, which keeps everything a file has, and zip, which every desktop opens. */
@NullMarked
package dev.holdfast.backup.files.archive;

import org.jspecify.annotations.NullMarked;
