package dev.holdfast.backup.retention;

import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.testkit.contract.RetentionContract;
import java.time.Duration;

/** The rules that drop backups by space and age keep the contract of policies. */
class MinFreeContractTest extends RetentionContract {

    @Override
    protected RetentionPolicy policy() {
        return Retention.olderThan(Duration.ofDays(365)).minFree(5L << 30).atLeast(1);
    }
}
