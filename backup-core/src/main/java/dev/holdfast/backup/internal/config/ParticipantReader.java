package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what has a {@code type}: stores, targets, hooks. */
final class ParticipantReader {

    private final Reading reading;
    private final SettingsReader settings;
    private final Providers providers;

    ParticipantReader(Reading reading, SettingsReader settings, Providers providers) {
        this.reading = reading;
        this.settings = settings;
        this.providers = providers;
    }

    Optional<StoreDefinition> store(String name, Section section) {
        Optional<StoreProvider> provider = provider(section, ProviderKind.STORE, providers::store);
        return read(section, provider)
                .flatMap(values ->
                        settings.create(section, () -> provider.orElseThrow().create(name, values)));
    }

    Optional<TargetDefinition> target(String name, Section section) {
        Optional<TargetProvider> provider = provider(section, ProviderKind.TARGET, providers::target);
        return read(section, provider)
                .flatMap(values ->
                        settings.create(section, () -> provider.orElseThrow().create(name, values)));
    }

    Optional<HookDefinition> hook(String name, Section section) {
        Optional<HookProvider> provider = provider(section, ProviderKind.HOOK, providers::hook);
        return read(section, provider)
                .flatMap(values ->
                        settings.create(section, () -> provider.orElseThrow().create(name, values)));
    }

    private Optional<Settings> read(Section section, Optional<? extends Provider> provider) {
        if (provider.isEmpty()) {
            // Which of the settings are secrets is not known without the provider.
            section.entries().forEach((key, entry) -> {
                if (!key.equals("type")) {
                    reading.hide(entry.value());
                }
            });
            return Optional.empty();
        }
        Optional<Settings> values = settings.read(section, provider.get().settings());
        int before = reading.faults().count();
        section.finish();
        return reading.faults().count() == before ? values : Optional.empty();
    }

    private <P extends Provider> Optional<P> provider(Section section, ProviderKind kind, Function<String, P> lookup) {
        if (!section.has("type")) {
            List<String> known = known(kind);
            reading.faults()
                    .add(
                            section.place(),
                            "HF-CFG-011",
                            section.path() + " has no \"type\"",
                            known.isEmpty() ? "" : "The known ones are " + String.join(", ", known) + ".");
            return Optional.empty();
        }
        return section.text("type").flatMap(type -> {
            try {
                return Optional.of(lookup.apply(type));
            } catch (BackupException e) {
                reading.faults().add(section.placeOf("type"), e.failure());
                return Optional.empty();
            }
        });
    }

    private List<String> known(ProviderKind kind) {
        try {
            return providers.types(kind);
        } catch (ConfigurationException e) {
            return List.of();
        }
    }
}
