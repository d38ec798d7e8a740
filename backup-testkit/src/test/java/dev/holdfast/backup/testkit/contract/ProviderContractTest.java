package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.MemoryArchiverProvider;
import dev.holdfast.backup.testkit.ToyOpenerProvider;
import dev.holdfast.backup.testkit.ToySealerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The provider contract passes good providers and finds each broken rule. */
class ProviderContractTest {

    @Test
    void the_kits_own_providers_keep_all_rules() {
        ContractRun.of(Sealers.class).assertKeepsAllBut("PROVIDER-06");
        ContractRun.of(Openers.class).assertKeepsAllBut("PROVIDER-06");
        ContractRun.of(Archivers.class).assertKeepsAllBut("PROVIDER-06");
    }

    @Test
    void a_provider_of_stores_keeps_all_rules() {
        ContractRun.of(Good.class).assertKeepsAllBut();
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        return Contracts.findBroken(Map.of(
                "PROVIDER-01", HiddenTest.class,
                "PROVIDER-02", ManyTypesTest.class,
                "PROVIDER-03", ReservedSettingTest.class,
                "PROVIDER-04", OpensAtOnceTest.class,
                "PROVIDER-05", ShowsItsPasswordTest.class,
                "PROVIDER-06", ForgetsItsSettingsTest.class,
                "PROVIDER-07", NotRegisteredTest.class));
    }

    static class Sealers extends ProviderContract {
        @Override
        protected Provider provider() {
            return new ToySealerProvider();
        }
    }

    static class Openers extends ProviderContract {
        @Override
        protected Provider provider() {
            return new ToyOpenerProvider();
        }
    }

    static class Archivers extends ProviderContract {
        @Override
        protected Provider provider() {
            return new MemoryArchiverProvider();
        }
    }

    static class Good extends ProviderContract {
        @Override
        protected Provider provider() {
            return new Stores();
        }
    }

    static class HiddenTest extends ProviderContract {
        @Override
        protected Provider provider() {
            return new Hidden();
        }

        @Override
        protected java.util.Optional<String> waived(String rule) {
            // A service loader cannot be told of a class that it may not see.
            return rule.equals("PROVIDER-07") ? java.util.Optional.of("not tried here") : java.util.Optional.empty();
        }
    }

    static class ManyTypesTest extends ProviderContract {
        @Override
        protected Provider provider() {
            return new ManyTypes();
        }
    }

    static class ReservedSettingTest extends ProviderContract {
        @Override
        protected Provider provider() {
            return new ReservedSetting();
        }
    }

    static class OpensAtOnceTest extends ProviderContract {
        @Override
        protected Provider provider() {
            return new OpensAtOnce();
        }
    }

    static class ShowsItsPasswordTest extends ProviderContract {
        @Override
        protected Provider provider() {
            return new ShowsItsPassword();
        }
    }

    static class ForgetsItsSettingsTest extends ProviderContract {
        @Override
        protected Provider provider() {
            return new ForgetsItsSettings();
        }
    }

    static class NotRegisteredTest extends ProviderContract {
        @Override
        protected Provider provider() {
            return new NotRegistered();
        }
    }

    /** A good provider of which others change one thing. */
    public static class Stores implements StoreProvider {
        /** For the service loader. */
        public Stores() {}

        @Override
        public String type() {
            return "test-memory";
        }

        @Override
        public List<Setting> settings() {
            return List.of(
                    Setting.required("path", SettingType.PATH, "Where it is."),
                    Setting.required("password", SettingType.TEXT, "What opens it.")
                            .asSecret(),
                    Setting.optional("size", SettingType.SIZE, "How much fits in."),
                    Setting.choice("mode", List.of("fast", "safe"), "safe", "How it writes."));
        }

        @Override
        public StoreDefinition create(String name, Settings settings) {
            settings.requireText("path");
            settings.requireText("password");
            settings.size("size");
            if (!List.of("fast", "safe").contains(settings.text("mode").orElse("safe"))) {
                throw new dev.holdfast.backup.ConfigurationException(
                        dev.holdfast.backup.Failure.of("TEST-001", "unknown mode"));
            }
            return definition(settings);
        }

        StoreDefinition definition(Settings settings) {
            return new Definition(settings);
        }
    }

    private static class Definition implements StoreDefinition {
        private final Settings settings;

        Definition(Settings settings) {
            this.settings = settings;
        }

        @Override
        public String type() {
            return "test-memory";
        }

        @Override
        public Settings settings() {
            return settings;
        }

        @Override
        public String location() {
            return settings.requireText("path");
        }

        @Override
        public BackupStore open() {
            return new InMemoryStore("test");
        }

        @Override
        public String toString() {
            return location();
        }
    }

    static class Hidden extends Stores {}

    public static class ManyTypes extends Stores {
        private static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public String type() {
            return "test-memory-" + COUNT.incrementAndGet();
        }
    }

    public static class ReservedSetting extends Stores {
        @Override
        public List<Setting> settings() {
            return Stream.concat(
                            super.settings().stream(),
                            Stream.of(Setting.optional("timeout", SettingType.DURATION, "How long.")))
                    .toList();
        }

        @Override
        public StoreDefinition create(String name, Settings settings) {
            settings.duration("timeout");
            return super.create(name, settings);
        }
    }

    public static class OpensAtOnce extends Stores {
        @Override
        public StoreDefinition create(String name, Settings settings) {
            StoreDefinition definition = super.create(name, settings);
            try {
                Files.createDirectories(settings.path("path").orElseThrow());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return definition;
        }
    }

    public static class ShowsItsPassword extends Stores {
        @Override
        StoreDefinition definition(Settings settings) {
            Secret password = settings.secret("password").orElseThrow();
            return new Definition(settings) {
                @Override
                public String toString() {
                    return "store with " + new String(password.reveal());
                }
            };
        }
    }

    public static class ForgetsItsSettings extends Stores {
        @Override
        StoreDefinition definition(Settings settings) {
            return new Definition(settings) {
                @Override
                public Settings settings() {
                    return Settings.none().with("path", location());
                }
            };
        }
    }

    public static class NotRegistered extends Stores {}
}
