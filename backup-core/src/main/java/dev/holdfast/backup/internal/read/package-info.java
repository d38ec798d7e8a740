/** The way back: decoding, checking and verifying what stores hold. */
@NullMarked
package dev.holdfast.backup.internal.read;

import org.jspecify.annotations.NullMarked;
