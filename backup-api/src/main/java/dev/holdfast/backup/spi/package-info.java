/**
 * The service provider interfaces: what a target, archiver, compressor, sealer, store, policy or hook is, and how it is found.
 *
 * <p>Each interface lists numbered rules such as {@code TARGET-03}; the test kit has a test per rule. Unless a rule says otherwise an object
 * is used by one thread at a time, and {@code InterruptedException} or a set interrupt flag means cancel. No parameter, result or record
 * component may be {@code null} unless it says so.
 */
@NullMarked
package dev.holdfast.backup.spi;

import org.jspecify.annotations.NullMarked;
