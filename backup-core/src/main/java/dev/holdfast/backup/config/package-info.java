/** The configuration file: one YAML document, every fault reported with its place. */
@NullMarked
package dev.holdfast.backup.config;

import org.jspecify.annotations.NullMarked;
