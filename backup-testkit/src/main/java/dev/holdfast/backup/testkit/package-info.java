/**
 * Fakes for tests: stores, targets, hooks, sealers and clocks that live in memory, and faults at any operation of a store.
 *
 * <p>The fakes are strict: they forbid what any supported implementation forbids, and say so with a message that names the rule. None of them
 * belongs in production. Failures of the fakes' own carry codes that begin with {@code TESTKIT}.
 */
@NullMarked
package dev.holdfast.backup.testkit;

import org.jspecify.annotations.NullMarked;
