package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.spi.Notifier;
import dev.holdfast.backup.spi.NotifierProvider;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.RetentionPolicyProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {

    private static final String STORE_SERVICES = "META-INF/services/dev.holdfast.backup.spi.StoreProvider";

    @TempDir
    private Path scratch;

    @Test
    void a_given_provider_is_found_by_its_type() {
        Provider box = new NamedStoreProvider("box");
        assertThat(Providers.of(box).store("box")).isSameAs(box);
    }

    @Test
    void only_the_given_providers_are_there_without_discovery() {
        Providers providers = Providers.of(new NamedStoreProvider("box"));
        assertThat(providers.all())
                .containsExactly(new ProviderInfo(
                        ProviderKind.STORE,
                        "box",
                        List.of(),
                        NamedStoreProvider.class.getName(),
                        CodeSources.of(NamedStoreProvider.class)));
        assertThat(providers.broken()).isEmpty();
    }

    @Test
    void a_provider_of_two_kinds_counts_for_both() {
        Providers providers = Providers.of(new TwoKinds());
        assertThat(providers.retention("both")).isSameAs(providers.notifier("both"));
    }

    @Test
    void a_provider_of_no_kind_is_refused() {
        Provider nothing = () -> "nothing";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Providers.of(nothing))
                .withMessageContaining("a provider of no kind");
    }

    @Test
    void an_unknown_type_lists_the_known_ones_and_the_one_that_was_meant() {
        Providers providers = Providers.of(new NamedStoreProvider("bucket"), new NamedStoreProvider("directory"));
        ConfigurationException error = failureOf(() -> providers.store("directry"));
        assertThat(error.code()).isEqualTo("HF-PRV-001");
        assertThat(error).hasMessage("unknown store type \"directry\"");
        assertThat(error.hint()).isEqualTo("Did you mean \"directory\"? The known ones are bucket, directory.");
    }

    @Test
    void an_unknown_type_of_a_kind_without_providers_asks_for_the_module() {
        ConfigurationException error = failureOf(() -> Providers.of().target("files"));
        assertThat(error.code()).isEqualTo("HF-PRV-001");
        assertThat(error.hint())
                .isEqualTo("There is none: is the module that brings it on the class path or module path?");
    }

    @Test
    void two_given_providers_of_one_type_are_refused() {
        ConfigurationException error =
                failureOf(() -> Providers.of(new NamedStoreProvider("box"), new OtherStoreProvider()));
        assertThat(error.code()).isEqualTo("HF-PRV-002");
        assertThat(error)
                .hasMessageContaining("two providers of store type \"box\"")
                .hasMessageContaining(NamedStoreProvider.class.getName())
                .hasMessageContaining(OtherStoreProvider.class.getName());
    }

    @Test
    void a_reserved_setting_is_refused() {
        Setting reserved = Setting.optional("timeout", SettingType.DURATION, "Mine.");
        ConfigurationException error = failureOf(() -> Providers.of(new NamedStoreProvider("box", reserved)));
        assertThat(error.code()).isEqualTo("HF-PRV-004");
        assertThat(error).hasMessage("store type \"box\" has a setting \"timeout\", which is reserved");
    }

    @Test
    void a_setting_declared_twice_is_refused() {
        Setting path = Setting.optional("path", SettingType.PATH, "Where.");
        ConfigurationException error = failureOf(() -> Providers.of(new NamedStoreProvider("box", path, path)));
        assertThat(error.code()).isEqualTo("HF-PRV-004");
        assertThat(error).hasMessage("store type \"box\" has a setting \"path\", which it declares twice");
    }

    @Test
    void names_that_belong_to_one_section_are_reserved_for_its_kind_only() {
        assertThat(ProviderKind.RETENTION.reserves("at-least")).isTrue();
        assertThat(ProviderKind.STORE.reserves("at-least")).isFalse();
        assertThat(ProviderKind.ARCHIVER.reserves("digest")).isTrue();
        assertThat(ProviderKind.TARGET.reserves("digest")).isFalse();
    }

    @Test
    void a_jar_on_the_class_path_is_discovered() throws Exception {
        Path jar = storeJar("vault", "acme.VaultProvider");
        try (URLClassLoader loader = loader(jar)) {
            Providers providers = Providers.discover(loader);
            assertThat(providers.store("vault").getClass().getName()).isEqualTo("acme.VaultProvider");
            assertThat(providers.all())
                    .filteredOn(info -> info.type().equals("vault"))
                    .singleElement()
                    .satisfies(info -> assertThat(info.source()).isEqualTo(jar.toString()));
        }
    }

    @Test
    void two_jars_with_one_type_are_an_error_that_names_both() throws Exception {
        Path first = storeJar("vault", "acme.VaultProvider");
        Path second = storeJar("vault", "other.VaultProvider");
        try (URLClassLoader loader = loader(first, second)) {
            Providers providers = Providers.discover(loader);
            assertThat(failureOf(() -> providers.store("vault")))
                    .hasMessageContaining(first.toString())
                    .hasMessageContaining(second.toString())
                    .extracting(ConfigurationException::code)
                    .isEqualTo("HF-PRV-002");
        }
    }

    @Test
    void a_given_provider_replaces_the_discovered_one_of_its_class() throws Exception {
        Path jar = storeJar("vault", "acme.VaultProvider");
        try (URLClassLoader loader = loader(jar)) {
            Providers discovered = Providers.discover(loader);
            Provider mine = (Provider) loader.loadClass("acme.VaultProvider")
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(discovered.with(mine).store("vault")).isSameAs(mine);
        }
    }

    @Test
    void a_named_class_that_is_missing_is_reported_with_its_jar_and_the_others_go_on() throws Exception {
        Path broken = new SourceJar(scratch)
                .resource(STORE_SERVICES, "# a comment\nacme.GoneProvider # another\n")
                .build("broken");
        Path good = storeJar("vault", "acme.VaultProvider");
        try (URLClassLoader loader = loader(broken, good)) {
            Providers providers = Providers.discover(loader);
            assertThat(providers.store("vault")).isNotNull();
            assertThat(providers.broken()).singleElement().satisfies(provider -> {
                assertThat(provider.className()).isEqualTo("acme.GoneProvider");
                assertThat(provider.source()).isEqualTo(broken.toString());
                assertThat(provider.failure().code()).isEqualTo("HF-PRV-003");
            });
        }
    }

    @Test
    void a_provider_that_does_not_load_is_fatal_for_a_type_that_it_may_have() throws Exception {
        Path broken = new SourceJar(scratch)
                .source("acme/FailingProvider.java", storeSource("acme", "FailingProvider", "failing", """
                        public FailingProvider() { throw new IllegalStateException("no licence"); }
                        """))
                .resource(STORE_SERVICES, "acme.FailingProvider\n")
                .build("failing", "-cp", classPath());
        try (URLClassLoader loader = loader(broken)) {
            ConfigurationException error =
                    failureOf(() -> Providers.discover(loader).store("failing"));
            assertThat(error.code()).isEqualTo("HF-PRV-003");
            assertThat(error)
                    .hasMessage("unknown store type \"failing\"; the provider acme.FailingProvider of store types in "
                            + broken + " does not load: java.lang.IllegalStateException: no licence");
        }
    }

    @Test
    void a_class_whose_superclass_is_missing_is_reported() throws Exception {
        Path broken = new SourceJar(scratch)
                .source("acme/Base.java", storeSource("acme", "Base", "orphan", ""))
                .source("acme/OrphanProvider.java", "package acme; public class OrphanProvider extends Base {}")
                .without("acme/Base.class")
                .resource(STORE_SERVICES, "acme.OrphanProvider\n")
                .build("orphan", "-cp", classPath());
        try (URLClassLoader loader = loader(broken)) {
            assertThat(Providers.discover(loader).broken())
                    .extracting(BrokenProvider::className, BrokenProvider::source)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("acme.OrphanProvider", broken.toString()));
        }
    }

    @Test
    void a_discovered_provider_with_a_reserved_setting_fails_when_its_type_is_asked_for() throws Exception {
        Path jar = new SourceJar(scratch)
                .source("acme/GreedyProvider.java", storeSource("acme", "GreedyProvider", "greedy", """
                        @Override public java.util.List<Setting> settings() {
                            return java.util.List.of(Setting.optional("name", SettingType.TEXT, "Mine."));
                        }
                        """))
                .resource(STORE_SERVICES, "acme.GreedyProvider\n")
                .build("greedy", "-cp", classPath());
        try (URLClassLoader loader = loader(jar)) {
            Providers providers = Providers.discover(loader);
            assertThat(providers.broken())
                    .extracting(broken -> broken.type().orElse(""))
                    .containsExactly("greedy");
            assertThat(failureOf(() -> providers.store("greedy")).code()).isEqualTo("HF-PRV-004");
            assertThat(failureOf(() -> providers.store("other")).code()).isEqualTo("HF-PRV-001");
        }
    }

    @Test
    void a_kind_that_is_not_asked_for_is_not_loaded() throws Exception {
        Path jar = new SourceJar(scratch)
                .source("acme/LoudProvider.java", storeSource("acme", "LoudProvider", "loud", """
                        public LoudProvider() { System.setProperty("holdfast.test.loud", "loaded"); }
                        """))
                .resource(STORE_SERVICES, "acme.LoudProvider\n")
                .build("loud", "-cp", classPath());
        System.clearProperty("holdfast.test.loud");
        try (URLClassLoader loader = loader(jar)) {
            Providers providers = Providers.discover(loader);
            providers.types(ProviderKind.TARGET);
            assertThat(System.getProperty("holdfast.test.loud")).isNull();
            assertThat(providers.types(ProviderKind.STORE)).contains("loud");
            assertThat(System.getProperty("holdfast.test.loud")).isEqualTo("loaded");
        } finally {
            System.clearProperty("holdfast.test.loud");
        }
    }

    @Test
    void a_module_on_the_module_path_is_discovered() throws Exception {
        String modulePath = modulePath();
        Path provider = new SourceJar(scratch)
                .source("module-info.java", """
                        module acme.vault {
                            requires dev.holdfast.backup.api;
                            provides dev.holdfast.backup.spi.StoreProvider with acme.VaultProvider;
                        }
                        """)
                .source("acme/VaultProvider.java", storeSource("acme", "VaultProvider", "vault", ""))
                .build("acme-vault", "-p", modulePath);
        Path host = new SourceJar(scratch)
                .source("module-info.java", "module shop { requires dev.holdfast.backup.core; }")
                .source("shop/Main.java", """
                        package shop;
                        import dev.holdfast.backup.engine.*;
                        public class Main {
                            public static void main(String[] arguments) {
                                Providers providers = Providers.discover(ClassLoader.getPlatformClassLoader());
                                System.out.println(Providers.class.getModule().getName() + " "
                                    + providers.store("vault").getClass().getModule().getName());
                            }
                        }
                        """)
                .build("shop", "-p", modulePath);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        modulePath + java.io.File.pathSeparator + provider + java.io.File.pathSeparator + host,
                        "-m",
                        "shop/shop.Main")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output.trim()).isEqualTo("dev.holdfast.backup.core acme.vault");
    }

    private Path storeJar(String type, String className) throws IOException {
        int dot = className.lastIndexOf('.');
        String packageName = className.substring(0, dot);
        String simpleName = className.substring(dot + 1);
        return new SourceJar(scratch)
                .source(className.replace('.', '/') + ".java", storeSource(packageName, simpleName, type, ""))
                .resource(STORE_SERVICES, className + "\n")
                .build(packageName, "-cp", classPath());
    }

    private static String storeSource(String packageName, String simpleName, String type, String more) {
        return """
                package %s;
                import dev.holdfast.backup.spi.*;
                public class %s implements StoreProvider {
                    %s
                    @Override public String type() { return "%s"; }
                    @Override public StoreDefinition create(String name, Settings settings) {
                        throw new UnsupportedOperationException();
                    }
                }
                """.formatted(packageName, simpleName, more, type);
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** The engine's modules and what they require, without the tests. */
    private static String modulePath() {
        return Arrays.stream(classPath().split(java.io.File.pathSeparator))
                .filter(entry -> Stream.of(
                                "backup-api",
                                "backup-core",
                                "slf4j-api",
                                "jspecify",
                                "commons-",
                                "zstd-jni",
                                "xz-",
                                "jackson",
                                "snakeyaml-engine")
                        .anyMatch(part -> Path.of(entry).toString().contains(part)))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static URLClassLoader loader(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        return new URLClassLoader(urls, ProvidersTest.class.getClassLoader());
    }

    private static ConfigurationException failureOf(ThrowingCallable act) {
        return assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(act)
                .actual();
    }

    private static class NamedStoreProvider implements StoreProvider {
        private final String type;
        private final List<Setting> settings;

        NamedStoreProvider(String type, Setting... settings) {
            this.type = type;
            this.settings = List.of(settings);
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public List<Setting> settings() {
            return settings;
        }

        @Override
        public StoreDefinition create(String name, Settings values) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class OtherStoreProvider extends NamedStoreProvider {
        OtherStoreProvider() {
            super("box");
        }
    }

    private static final class TwoKinds implements RetentionPolicyProvider, NotifierProvider {
        @Override
        public String type() {
            return "both";
        }

        @Override
        public RetentionPolicy create(Settings settings) {
            return input -> List.of();
        }

        @Override
        public Notifier create(String name, Settings settings) {
            throw new UnsupportedOperationException();
        }
    }
}
