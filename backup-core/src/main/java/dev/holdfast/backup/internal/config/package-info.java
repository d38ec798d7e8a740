/** Reads the configuration file: text, places, faults, sections. */
@NullMarked
package dev.holdfast.backup.internal.config;

import org.jspecify.annotations.NullMarked;
