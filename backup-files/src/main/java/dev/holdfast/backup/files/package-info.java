/**
 * The target {@code files}: directories and single files, captured into an archive and brought back.
 *
 * <p>{@link dev.holdfast.backup.files.FilesTarget} is all that a host needs; a configuration names the type {@code files}.
 */
@NullMarked
package dev.holdfast.backup.files;

import org.jspecify.annotations.NullMarked;
