/** The one way from a target's bytes into stores, and the protocol that commits a backup. */
@NullMarked
package dev.holdfast.backup.internal.pipeline;

import org.jspecify.annotations.NullMarked;
