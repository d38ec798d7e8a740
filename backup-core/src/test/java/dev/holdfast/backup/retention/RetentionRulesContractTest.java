package dev.holdfast.backup.retention;

import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.testkit.contract.RetentionContract;
import java.time.Duration;
import java.time.ZoneId;

/** All built-in rules together keep the contract of policies. */
class RetentionRulesContractTest extends RetentionContract {

    @Override
    protected RetentionPolicy policy() {
        return Retention.last(3)
                .hourly(24)
                .daily(14)
                .weekly(8)
                .monthly(12)
                .yearly(3)
                .within(Duration.ofDays(2))
                .zone(ZoneId.of("Europe/Berlin"))
                .atLeast(2);
    }
}
