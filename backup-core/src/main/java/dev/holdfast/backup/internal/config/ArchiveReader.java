package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code archive}: format, compression, digest, and the settings of both; what both declare is the compressor's. */
final class ArchiveReader {

    private final Reading reading;
    private final SettingsReader settings;
    private final Providers providers;

    ArchiveReader(Reading reading, SettingsReader settings, Providers providers) {
        this.reading = reading;
        this.settings = settings;
        this.providers = providers;
    }

    Optional<ArchiveOptions> read(Section archive) {
        String format = archive.text("format").orElse(ArchiveOptions.DEFAULT.format());
        @Nullable String compression = archive.text("compression").orElse(null);
        List<String> digests = Arrays.stream(DigestAlgorithm.values())
                .map(DigestAlgorithm::word)
                .toList();
        DigestAlgorithm digest = archive.value("digest")
                .flatMap(value -> reading.choice(value, archive.path("digest"), digests))
                .map(DigestAlgorithm::of)
                .orElse(ArchiveOptions.DEFAULT.digest());

        // A host of databases may have no archive format at all: then nothing is wrong as long as none is named.
        boolean needed = archive.has("format") || hasArchivers();
        Optional<ArchiverProvider> archiver =
                needed ? find(archive, "format", format, providers::archiver) : Optional.empty();
        if (needed && archiver.isEmpty()) {
            return Optional.empty();
        }
        String suitable = archiver.map(ArchiverProvider::defaultCompression).orElse(ArchiveOptions.DEFAULT_COMPRESSION);
        Optional<CompressorProvider> compressor =
                find(archive, "compression", compression == null ? suitable : compression, providers::compressor);
        if (compressor.isEmpty()) {
            return Optional.empty();
        }
        List<Setting> compressorSettings = compressor.get().settings();
        Set<String> taken = new HashSet<>();
        compressorSettings.forEach(setting -> taken.add(setting.name()));
        List<Setting> archiverSettings = archiver.map(ArchiverProvider::settings).orElse(List.of()).stream()
                .filter(setting -> !taken.contains(setting.name()))
                .toList();

        Optional<Settings> compressing = settings.read(archive, compressorSettings);
        Optional<Settings> archiving = settings.read(archive, archiverSettings);
        archive.finish();
        if (compressing.isEmpty() || archiving.isEmpty()) {
            return Optional.empty();
        }
        settings.create(archive, () -> compressor.get().create(compressing.get()));
        if (archiver.isPresent()) {
            settings.create(archive, () -> archiver.get().create(archiving.get()));
        }
        return Optional.of(new ArchiveOptions(format, archiving.get(), compression, compressing.get(), digest));
    }

    private boolean hasArchivers() {
        return !providers.types(ProviderKind.ARCHIVER).isEmpty();
    }

    private <P extends Provider> Optional<P> find(
            Section archive, String key, String type, Function<String, P> lookup) {
        try {
            return Optional.of(lookup.apply(type));
        } catch (BackupException e) {
            reading.faults().add(archive.placeOf(key), e.failure());
            return Optional.empty();
        }
    }
}
