package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.NotifierProvider;
import dev.holdfast.backup.spi.OpenerProvider;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.RetentionPolicyProvider;
import dev.holdfast.backup.spi.SealerProvider;
import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.StoreProvider;
import dev.holdfast.backup.spi.TargetProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types that a host has; immutable and thread-safe.
 *
 * <p>What is discovered is available, no more: a type is active when the host, or its configuration, names it. Discovery loads the
 * providers of a kind when the first of that kind is asked for.
 *
 * <p>Lookups throw {@link dev.holdfast.backup.ConfigurationException}: {@code HF-PRV-001} if there is no such type, {@code HF-PRV-002} if two
 * providers of the kind have one type, {@code HF-PRV-003} if there is no such type and a provider of the kind could not be loaded, {@code
 * HF-PRV-004} if the type's provider declares settings that are not allowed.
 */
public final class Providers {

    private final @Nullable ProviderDiscovery discovery;
    private final List<Provider> given;
    private final Map<ProviderKind, ProvidersOfKind> kinds = new ConcurrentHashMap<>();

    private Providers(@Nullable ProviderDiscovery discovery, List<Provider> given) {
        this.discovery = discovery;
        this.given = List.copyOf(given);
    }

    /**
     * Finds the providers that a class loader sees, on the class path and on the module path, by {@link java.util.ServiceLoader}; if this
     * module is a named one, those of its layer as well.
     *
     * @param loader the host's class loader
     * @return the providers; nothing is loaded yet
     */
    public static Providers discover(ClassLoader loader) {
        return new Providers(new ProviderDiscovery(Objects.requireNonNull(loader, "loader")), List.of());
    }

    /**
     * Takes providers from the host, without discovery.
     *
     * @param providers the providers; one that is of several kinds counts for each
     * @return exactly these
     * @throws IllegalArgumentException if one is of no {@linkplain ProviderKind kind}
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-PRV-002}, {@code HF-PRV-003} or {@code HF-PRV-004} if one cannot be used
     */
    public static Providers of(Provider... providers) {
        return new Providers(null, List.of()).with(providers);
    }

    /**
     * Adds providers from the host. One of a class that is discovered too replaces the discovered one.
     *
     * @param providers the providers
     * @return a copy with these as well
     * @throws IllegalArgumentException if one is of no {@linkplain ProviderKind kind}
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-PRV-002}, {@code HF-PRV-003} or {@code HF-PRV-004} if one cannot be used
     */
    public Providers with(Provider... providers) {
        List<Provider> more = new ArrayList<>(given);
        Collections.addAll(more, providers);
        for (Provider provider : providers) {
            if (Arrays.stream(ProviderKind.values())
                    .noneMatch(kind -> kind.spi().isInstance(provider))) {
                throw new IllegalArgumentException(
                        "a provider of no kind: " + provider.getClass().getName());
            }
        }
        Providers copy = new Providers(discovery, more);
        for (ProviderKind kind : ProviderKind.values()) {
            // What the host hands over is checked at once; what is discovered, when it is asked for.
            ProvidersOfKind.of(kind, kind.spi(), more, null).requireSound();
        }
        return copy;
    }

    /**
     * Returns the provider of a type of targets.
     *
     * @param type the type
     * @return the provider
     */
    public TargetProvider target(String type) {
        return find(ProviderKind.TARGET, TargetProvider.class, type);
    }

    /**
     * Returns the provider of a type of stores.
     *
     * @param type the type
     * @return the provider
     */
    public StoreProvider store(String type) {
        return find(ProviderKind.STORE, StoreProvider.class, type);
    }

    /**
     * Returns the provider of a type of hooks.
     *
     * @param type the type
     * @return the provider
     */
    public HookProvider hook(String type) {
        return find(ProviderKind.HOOK, HookProvider.class, type);
    }

    /**
     * Returns the provider of an archive format.
     *
     * @param type the format
     * @return the provider
     */
    public ArchiverProvider archiver(String type) {
        return find(ProviderKind.ARCHIVER, ArchiverProvider.class, type);
    }

    /**
     * Returns the provider of a compressed form.
     *
     * @param type the encoding
     * @return the provider
     */
    public CompressorProvider compressor(String type) {
        return find(ProviderKind.COMPRESSOR, CompressorProvider.class, type);
    }

    /**
     * Returns the provider that seals in a form.
     *
     * @param type the encoding
     * @return the provider
     */
    public SealerProvider sealer(String type) {
        return find(ProviderKind.SEALER, SealerProvider.class, type);
    }

    /**
     * Returns the provider that opens a sealed form.
     *
     * @param type the encoding
     * @return the provider
     */
    public OpenerProvider opener(String type) {
        return find(ProviderKind.OPENER, OpenerProvider.class, type);
    }

    /**
     * Returns the provider of a type of retention policies.
     *
     * @param type the type
     * @return the provider
     */
    public RetentionPolicyProvider retention(String type) {
        return find(ProviderKind.RETENTION, RetentionPolicyProvider.class, type);
    }

    /**
     * Returns the provider of a type of notifiers.
     *
     * @param type the type
     * @return the provider
     */
    public NotifierProvider notifier(String type) {
        return find(ProviderKind.NOTIFIER, NotifierProvider.class, type);
    }

    /**
     * Returns the providers of sections of the configuration file.
     *
     * @return those that can be used, in the alphabetical order of their types
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-PRV-002} if two providers have one type, or read one section
     */
    public List<SectionProvider<?>> sections() {
        List<SectionProvider<?>> sections = new ArrayList<>();
        ProvidersOfKind known = of(ProviderKind.SECTION);
        known.types().forEach(type -> sections.add((SectionProvider<?>) known.find(type)));
        return List.copyOf(sections);
    }

    /**
     * Returns the types of a kind.
     *
     * @param kind the kind
     * @return the types of the providers that can be used, in alphabetical order
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-PRV-002} if two providers have one type
     */
    public List<String> types(ProviderKind kind) {
        return of(kind).types();
    }

    /**
     * Lists all providers that can be used; loads those of every kind.
     *
     * @return the providers by kind, then in the alphabetical order of their types
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-PRV-002} if two providers have one type
     */
    public List<ProviderInfo> all() {
        return Arrays.stream(ProviderKind.values())
                .flatMap(kind -> of(kind).infos().stream())
                .toList();
    }

    /**
     * Lists the providers that were found and cannot be used; loads those of every kind.
     *
     * @return the providers by kind
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-PRV-002} if two providers have one type
     */
    public List<BrokenProvider> broken() {
        return Arrays.stream(ProviderKind.values())
                .flatMap(kind -> of(kind).broken().stream())
                .toList();
    }

    /**
     * Lists the providers of a kind that were found and cannot be used.
     *
     * @param kind the kind
     * @return the providers
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-PRV-002} if two providers have one type
     */
    public List<BrokenProvider> broken(ProviderKind kind) {
        return of(kind).broken();
    }

    private <P extends Provider> P find(ProviderKind kind, Class<P> spi, String type) {
        return spi.cast(of(kind).find(Objects.requireNonNull(type, "type")));
    }

    private ProvidersOfKind of(ProviderKind kind) {
        return kinds.computeIfAbsent(kind, k -> ProvidersOfKind.of(k, k.spi(), given, discovery));
    }
}
