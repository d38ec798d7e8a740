/** How the files target works; not for users, and free to change. */
@NullMarked
package dev.holdfast.backup.files.internal;

import org.jspecify.annotations.NullMarked;
