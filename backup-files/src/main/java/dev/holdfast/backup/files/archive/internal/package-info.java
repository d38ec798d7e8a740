/** How tar and zip archives are written and read; not for users. */
@NullMarked
package dev.holdfast.backup.files.archive.internal;

import org.jspecify.annotations.NullMarked;
