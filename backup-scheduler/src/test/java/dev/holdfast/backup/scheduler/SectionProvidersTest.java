package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.testkit.contract.ProviderContract;
import org.junit.jupiter.api.Nested;

class SectionProvidersTest {

    @Nested
    class Schedules extends ProviderContract {
        @Override
        protected Provider provider() {
            return new ScheduleProvider();
        }

        @Override
        protected Settings validSettings(Settings samples) {
            return samples.with("every", "6h");
        }
    }

    @Nested
    class Retries extends ProviderContract {
        @Override
        protected Provider provider() {
            return new RetryProvider();
        }
    }

    @Nested
    class Scheduler extends ProviderContract {
        @Override
        protected Provider provider() {
            return new SchedulerSettingsProvider();
        }

        @Override
        protected Settings validSettings(Settings samples) {
            return samples.with("database", "jdbc:postgresql://db/holdfast");
        }
    }

    @Nested
    class Verifications extends ProviderContract {
        @Override
        protected Provider provider() {
            return new MaintenanceVerifyProvider();
        }

        @Override
        protected Settings validSettings(Settings samples) {
            return samples.with("every", "6h");
        }
    }

    @Nested
    class Expiries extends ProviderContract {
        @Override
        protected Provider provider() {
            return new MaintenanceExpireProvider();
        }

        @Override
        protected Settings validSettings(Settings samples) {
            return samples.with("every", "6h");
        }
    }

    @Nested
    class Sweeps extends ProviderContract {
        @Override
        protected Provider provider() {
            return new MaintenanceSweepProvider();
        }

        @Override
        protected Settings validSettings(Settings samples) {
            return samples.with("every", "6h");
        }
    }

    @Nested
    class Recoveries extends ProviderContract {
        @Override
        protected Provider provider() {
            return new MaintenanceRecoverProvider();
        }

        @Override
        protected Settings validSettings(Settings samples) {
            return samples.with("every", "6h");
        }
    }
}
