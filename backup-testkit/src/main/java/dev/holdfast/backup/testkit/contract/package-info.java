/**
 * The contracts of the service provider interfaces as JUnit classes: extend one, implement its one method, and every rule is a test.
 *
 * <pre>{@code
 * class BucketStoreTest extends StoreContract {
 *     @Override
 *     protected BackupStore open() {
 *         return new BucketStore(endpoint, bucket);
 *     }
 * }
 * }</pre>
 *
 * <p>The number before a test's name is that of the rule in the interface's documentation; the documentation of the test says what to look for
 * when it fails. A rule that no test can prove is shown as skipped, with the reason. So is a rule that the implementation waives on purpose,
 * see {@link dev.holdfast.backup.testkit.contract.Contract#waived}.
 */
@NullMarked
package dev.holdfast.backup.testkit.contract;

import org.jspecify.annotations.NullMarked;
