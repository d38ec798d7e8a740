/** Texts for people: suggestions, amounts. */
@NullMarked
package dev.holdfast.backup.internal.text;

import org.jspecify.annotations.NullMarked;
