package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Names;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Definition;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.NotifierProvider;
import dev.holdfast.backup.spi.OpenerProvider;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.RetentionPolicyProvider;
import dev.holdfast.backup.spi.SealerProvider;
import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of {@link Provider} as tests, for providers of every kind. Extend it and implement {@link #provider()}; override {@link
 * #validSettings} if samples of the required settings do not fit together.
 */
@SuppressWarnings("MemberName")
public abstract class ProviderContract extends Contract {

    private static final String NAME = "sample";
    private static final String SECRET = "s3cr3t-4711";
    private static final Set<String> RESERVED =
            Set.of("type", "name", "timeout", "max-pause", "on-failure", "during", "end-pause");

    private Path directory = Path.of("");

    /** For subclasses. */
    protected ProviderContract() {}

    /**
     * Gives samples of paths a place where nothing is.
     *
     * @param empty the place
     */
    @BeforeEach
    public final void placeSamples(@TempDir Path empty) {
        directory = empty;
    }

    /**
     * Makes the provider under test.
     *
     * @return a new one, made by its public constructor
     */
    protected abstract Provider provider();

    /**
     * Returns settings that fit together.
     *
     * @param samples samples of all required settings and of all secrets, by their types; paths are below a directory without content
     * @return the settings; the samples by default
     */
    protected Settings validSettings(Settings samples) {
        return samples;
    }

    private Settings settings() {
        Map<String, Object> samples = new LinkedHashMap<>();
        for (Setting setting : provider().settings()) {
            if (setting.required() || setting.secret()) {
                samples.put(setting.name(), sample(setting));
            }
        }
        return validSettings(Settings.of(samples));
    }

    private Object sample(Setting setting) {
        if (setting.secret()) {
            return Secret.referenced((SECRET + "-" + setting.name()).toCharArray(), "${env:" + setting.name() + "}");
        }
        return switch (setting.type()) {
            case TEXT -> "sample";
            case INTEGER -> 1L;
            case FLAG -> true;
            case DURATION -> "10s";
            case SIZE -> "1MiB";
            case PATH -> directory.resolve(setting.name()).toString();
            case TEXTS -> List.of("sample");
            case PATHS -> List.of(directory.resolve(setting.name()).toString());
            case CHOICE -> setting.choices().get(0);
            case MAP -> Map.of("key", "value");
        };
    }

    private static Object create(Provider provider, Settings settings) {
        if (provider instanceof TargetProvider targets) {
            return targets.create(NAME, settings);
        }
        if (provider instanceof StoreProvider stores) {
            return stores.create(NAME, settings);
        }
        if (provider instanceof HookProvider hooks) {
            return hooks.create(NAME, settings);
        }
        if (provider instanceof NotifierProvider notifiers) {
            return notifiers.create(NAME, settings);
        }
        if (provider instanceof ArchiverProvider archivers) {
            return archivers.create(settings);
        }
        if (provider instanceof CompressorProvider compressors) {
            return compressors.create(settings);
        }
        if (provider instanceof RetentionPolicyProvider policies) {
            return policies.create(settings);
        }
        if (provider instanceof SealerProvider sealers) {
            return sealers.create(settings);
        }
        if (provider instanceof OpenerProvider openers) {
            return openers.create(settings);
        }
        if (provider instanceof SectionProvider<?> sections) {
            return sections.create(settings);
        }
        throw new AssertionError("not a provider of a known kind: " + provider.getClass());
    }

    /** PROVIDER-01. If it fails: the service loader needs a public class with a public constructor without parameters. */
    @Test
    @DisplayName("PROVIDER-01 it has a public constructor without parameters that does nothing")
    public void PROVIDER_01_it_has_a_public_constructor_without_parameters() {
        prove("PROVIDER-01", () -> {
            Class<?> type = provider().getClass();
            assertThat(Modifier.isPublic(type.getModifiers()))
                    .as("whether the class %s is public", type.getName())
                    .isTrue();
            Optional<Constructor<?>> constructor = List.of(type.getConstructors()).stream()
                    .filter(each -> each.getParameterCount() == 0)
                    .findFirst();
            assertThat(constructor)
                    .as("the public constructor without parameters of %s", type.getName())
                    .isPresent();
            assertThat(List.of(constructor.orElseThrow().getExceptionTypes()))
                    .as("what the constructor declares to throw")
                    .isEmpty();
        });
    }

    /** PROVIDER-02. If it fails: return a constant of lower-case letters, digits and hyphens. */
    @Test
    @DisplayName("PROVIDER-02 the type is a name and always the same")
    public void PROVIDER_02_the_type_is_a_name_and_always_the_same() {
        prove("PROVIDER-02", () -> {
            Provider provider = provider();
            String type = provider.type();
            assertThat(Names.isValid(type)).as("whether \"%s\" is a name", type).isTrue();
            assertThat(provider.type()).as("the type, asked again").isEqualTo(type);
            assertThat(provider().type()).as("the type of another provider").isEqualTo(type);
        });
    }

    /** PROVIDER-03. If it fails: return a constant list, and leave the engine's own names alone. */
    @Test
    @DisplayName("PROVIDER-03 the settings are always the same, without a name twice or a reserved one")
    public void PROVIDER_03_the_settings_are_always_the_same() {
        prove("PROVIDER-03", () -> {
            List<Setting> settings = provider().settings();
            assertThat(provider().settings()).as("the settings, asked again").isEqualTo(settings);
            List<String> names = settings.stream().map(Setting::name).toList();
            assertThat(names).as("names of settings").doesNotHaveDuplicates().doesNotContainAnyElementsOf(RESERVED);
            for (Setting setting : settings) {
                assertThat(setting.help()).as("the help of %s", setting.name()).isNotBlank();
            }
        });
    }

    /** PROVIDER-04. If it fails: leave the opening to {@link Definition#open()}, and turn whatever does not fit into the exception. */
    @Test
    @DisplayName("PROVIDER-04 create opens nothing, and fails with a ConfigurationException if settings do not fit")
    public void PROVIDER_04_create_opens_nothing_and_checks_settings() {
        prove("PROVIDER-04", () -> {
            Provider provider = provider();
            Settings valid = settings();
            assertThat(create(provider, valid))
                    .as("what create makes of valid settings")
                    .isNotNull();
            try (java.util.stream.Stream<Path> made = Files.list(directory)) {
                assertThat(made.map(Path::getFileName).map(Path::toString))
                        .as("files that create made")
                        .isEmpty();
            }
            for (Setting setting : provider.settings()) {
                if (setting.required()) {
                    Map<String, Object> less = new LinkedHashMap<>(valid.asMap());
                    less.remove(setting.name());
                    assertRefused(provider, Settings.of(less), "without the required " + setting.name());
                }
                Object wrong = wrong(setting);
                if (wrong != null && !setting.secret()) {
                    assertRefused(
                            provider, valid.with(setting.name(), wrong), "with " + setting.name() + " = " + wrong);
                }
            }
        });
    }

    private static void assertRefused(Provider provider, Settings settings, String how) {
        Throwable thrown = catchThrowable(() -> create(provider, settings));
        assertThat(thrown).as("what create throws %s", how).isInstanceOf(ConfigurationException.class);
    }

    /** A value that no setting of the type takes, or null if the type takes every text. */
    private static @Nullable Object wrong(Setting setting) {
        return switch (setting.type()) {
            case INTEGER, FLAG, DURATION, SIZE, CHOICE -> "not-a-value!";
            case MAP -> "not-a-mapping";
            case TEXT, PATH, TEXTS, PATHS -> null;
        };
    }

    /** PROVIDER-05. If it fails: keep secrets as {@link Secret}, whose text form is {@code ***}, or leave them out of {@code toString}. */
    @Test
    @DisplayName("PROVIDER-05 no secret is in the text form of what it makes")
    public void PROVIDER_05_no_secret_is_in_a_text_form() {
        prove("PROVIDER-05", () -> {
            Settings settings = settings();
            Object made = create(provider(), settings);
            List<String> texts = new ArrayList<>(List.of(made.toString()));
            if (made instanceof Definition<?> definition) {
                texts.add(definition.settings().toString());
            }
            if (made instanceof StoreDefinition store) {
                texts.add(store.location());
            }
            List<String> secrets = new ArrayList<>(List.of(SECRET));
            settings.asMap().values().forEach(value -> {
                if (value instanceof Secret secret) {
                    secrets.add(new String(secret.reveal()));
                }
            });
            for (String text : texts) {
                assertThat(text).as("a text form of what was made").doesNotContain(secrets);
            }
        });
    }

    /** PROVIDER-06. If it fails: give back the settings that you were given, secrets with their references. */
    @Test
    @DisplayName("PROVIDER-06 what it makes has settings from which create makes an equal participant")
    public void PROVIDER_06_what_it_makes_can_be_made_again() {
        prove("PROVIDER-06", () -> {
            Object made = create(provider(), settings());
            if (!(made instanceof Definition<?> definition)) {
                skip("PROVIDER-06", "what this kind of provider makes has no settings");
                return;
            }
            Object again = create(provider(), definition.settings());
            assertThat(identity(again))
                    .as("what is made of the settings of what was made")
                    .isEqualTo(identity(made));
        });
    }

    private static List<Object> identity(Object made) {
        Definition<?> definition = (Definition<?>) made;
        List<Object> identity = new ArrayList<>(List.of(definition.type(), definition.settings()));
        if (made instanceof TargetDefinition target) {
            identity.add(target.id());
        }
        if (made instanceof HookDefinition hook) {
            identity.add(hook.name());
        }
        if (made instanceof StoreDefinition store) {
            identity.add(store.location());
        }
        return identity;
    }

    /** PROVIDER-07. If it fails: is the class named in {@code META-INF/services}, and with {@code provides} in {@code module-info}? */
    @Test
    @DisplayName("PROVIDER-07 it is registered in META-INF/services or module-info")
    public void PROVIDER_07_it_is_registered() {
        prove("PROVIDER-07", () -> {
            Class<? extends Provider> type = provider().getClass();
            Class<? extends Provider> kind = kind(provider());
            List<String> registered = ServiceLoader.load(kind, type.getClassLoader()).stream()
                    .map(each -> each.type().getName())
                    .toList();
            assertThat(registered)
                    .as("registered services of %s", kind.getName())
                    .contains(type.getName());
        });
    }

    private static Class<? extends Provider> kind(Provider provider) {
        List<Class<? extends Provider>> kinds = List.of(
                TargetProvider.class,
                StoreProvider.class,
                HookProvider.class,
                NotifierProvider.class,
                ArchiverProvider.class,
                CompressorProvider.class,
                RetentionPolicyProvider.class,
                SealerProvider.class,
                OpenerProvider.class,
                SectionProvider.class);
        return kinds.stream()
                .filter(kind -> kind.isInstance(provider))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not a provider of a known kind: " + provider.getClass()));
    }
}
