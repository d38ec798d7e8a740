package dev.holdfast.backup.engine;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Names;
import dev.holdfast.backup.internal.text.Suggestion;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The providers of one kind, looked at and sorted by type. */
final class ProvidersOfKind {

    private final ProviderKind kind;
    private final Map<String, Provider> byType = new TreeMap<>();
    private final Map<SectionPlace, Provider> byPlace = new HashMap<>();
    private final List<BrokenProvider> broken = new ArrayList<>();

    private ProvidersOfKind(ProviderKind kind) {
        this.kind = kind;
    }

    static <P extends Provider> ProvidersOfKind of(
            ProviderKind kind, Class<P> spi, List<Provider> given, @Nullable ProviderDiscovery discovery) {
        ProvidersOfKind providers = new ProvidersOfKind(kind);
        Set<Class<?>> seen = new HashSet<>();
        for (Provider provider : given) {
            if (spi.isInstance(provider)) {
                seen.add(provider.getClass());
                providers.add(provider);
            }
        }
        if (discovery != null) {
            ProviderDiscovery.Found<P> found = discovery.find(kind, spi);
            found.providers().stream()
                    .filter(provider -> !seen.contains(provider.getClass()))
                    .forEach(providers::add);
            providers.broken.addAll(found.broken());
        }
        return providers;
    }

    List<String> types() {
        return List.copyOf(byType.keySet());
    }

    List<ProviderInfo> infos() {
        return byType.entrySet().stream()
                .map(entry -> new ProviderInfo(
                        kind,
                        entry.getKey(),
                        entry.getValue().settings(),
                        entry.getValue().getClass().getName(),
                        CodeSources.of(entry.getValue().getClass())))
                .toList();
    }

    List<BrokenProvider> broken() {
        return List.copyOf(broken);
    }

    void requireSound() {
        for (BrokenProvider provider : broken) {
            throw new ConfigurationException(provider.failure());
        }
    }

    Provider find(String type) {
        Provider provider = byType.get(type);
        if (provider != null) {
            return provider;
        }
        for (BrokenProvider candidate : broken) {
            if (type.equals(candidate.knownType())) {
                throw new ConfigurationException(candidate.failure());
            }
        }
        List<BrokenProvider> unnamed =
                broken.stream().filter(b -> b.knownType() == null).toList();
        if (!unnamed.isEmpty()) {
            throw new ConfigurationException(notLoaded(type, unnamed));
        }
        throw new ConfigurationException(unknown(type));
    }

    private Failure unknown(String type) {
        String known = byType.isEmpty()
                ? "There is none: is the module that brings it on the class path or module path?"
                : "The known ones are " + String.join(", ", byType.keySet()) + ".";
        String meant = Suggestion.nearest(type, byType.keySet())
                .map(word -> "Did you mean \"" + word + "\"? ")
                .orElse("");
        return Failure.of("HF-PRV-001", "unknown " + kind.word() + " type \"" + type + "\"")
                .hint(meant + known)
                .with("kind", kind.word())
                .with("type", type);
    }

    /** A provider that did not load cannot say its type, so that it may be the one which is missing. */
    private Failure notLoaded(String type, List<BrokenProvider> unnamed) {
        String reasons = unnamed.stream().map(b -> b.failure().message()).collect(Collectors.joining("; "));
        return Failure.of("HF-PRV-003", "unknown " + kind.word() + " type \"" + type + "\"; " + reasons)
                .hint("Repair or remove what does not load"
                        + (byType.isEmpty()
                                ? "."
                                : "; the known types are " + String.join(", ", byType.keySet()) + "."))
                .with("kind", kind.word())
                .with("type", type);
    }

    private void add(Provider provider) {
        Class<?> implementation = provider.getClass();
        String source = CodeSources.of(implementation);
        String type;
        List<Setting> settings;
        try {
            type = Names.require(kind.word() + " type", provider.type());
            settings = provider.settings();
        } catch (RuntimeException | LinkageError e) {
            Failure failure = ProviderDiscovery.doesNotLoad(kind, implementation.getName(), source, e);
            broken.add(new BrokenProvider(kind, null, implementation.getName(), source, failure));
            return;
        }
        Failure fault = provider instanceof SectionProvider<?> section
                ? faultOf(section, type, source)
                : faultOf(type, implementation.getName(), source, settings);
        if (fault != null) {
            broken.add(new BrokenProvider(kind, type, implementation.getName(), source, fault));
            return;
        }
        Provider other = byType.putIfAbsent(type, provider);
        if (other != null) {
            throw new ConfigurationException(
                    twice(kind.word() + " type \"" + type + "\"", type, other.getClass(), implementation));
        }
        if (provider instanceof SectionProvider<?> section) {
            SectionPlace place = SectionPlace.of(section);
            Provider same = byPlace.putIfAbsent(place, provider);
            if (same != null) {
                throw new ConfigurationException(
                        twice("the section \"" + place + "\"", type, same.getClass(), implementation));
            }
        }
    }

    private @Nullable Failure faultOf(SectionProvider<?> provider, String type, String source) {
        String className = provider.getClass().getName();
        return SectionPlace.of(provider)
                .fault()
                .map(fault -> Failure.of("HF-PRV-004", kind.word() + " type \"" + type + "\" " + fault)
                        .hint("The author of " + className + " has to choose another place.")
                        .with("class", className)
                        .with("source", source))
                .orElseGet(() -> faultOf(type, className, source, provider.settings()));
    }

    private @Nullable Failure faultOf(String type, String className, String source, List<Setting> settings) {
        Set<String> names = new HashSet<>();
        for (Setting setting : settings) {
            String reason = kind.reserves(setting.name())
                    ? "which is reserved"
                    : names.add(setting.name()) ? null : "which it declares twice";
            if (reason != null) {
                return Failure.of(
                                "HF-PRV-004",
                                kind.word() + " type \"" + type + "\" has a setting \"" + setting.name() + "\", "
                                        + reason)
                        .hint("The author of " + className + " has to give the setting another name.")
                        .with("class", className)
                        .with("source", source);
            }
        }
        return null;
    }

    private Failure twice(String what, String type, Class<?> first, Class<?> second) {
        return Failure.of(
                        "HF-PRV-002",
                        "two providers of " + what + ": " + first.getName() + " in " + CodeSources.of(first) + " and "
                                + second.getName() + " in " + CodeSources.of(second))
                .hint("Remove one of the two.")
                .with("kind", kind.word())
                .with("type", type);
    }
}
