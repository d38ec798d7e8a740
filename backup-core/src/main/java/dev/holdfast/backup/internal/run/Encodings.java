package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.internal.pipeline.Encoding;
import dev.holdfast.backup.internal.read.Decoders;
import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.Opener;
import dev.holdfast.backup.spi.Settings;

/** Finds the participants that encode what a job writes, and those that decode what a manifest names. */
public final class Encodings {

    private Encodings() {}

    static Encoding of(RunScope scope, Job job) {
        ArchiveOptions options = job.archive();
        Providers providers = scope.environment().providers();
        ArchiverProvider archiver = providers.archiver(options.format());
        String compression = options.compression() == null ? archiver.defaultCompression() : options.compression();
        return new Encoding(
                providers.compressor(compression).create(options.compressionSettings()),
                job.sealer().orElse(null),
                archiver.create(options.formatSettings()),
                options.digest());
    }

    /**
     * Returns the decoders of a host.
     *
     * @param environment what the host gave
     * @return compressors and archivers by their types, openers by what the host handed over
     */
    public static Decoders decoders(Environment environment) {
        return new Decoders(
                type -> environment.providers().compressor(type).create(Settings.none()),
                type -> environment.providers().archiver(type).create(Settings.none()),
                type -> opener(environment, type));
    }

    private static Opener opener(Environment environment, String type) {
        return environment.openers().stream()
                .filter(opener -> opener.encoding().equals(type))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        Failure.of("HF-RUN-052", "the backup is sealed with " + type + ", and nothing here opens that")
                                .hint("Configure the key that opens it.")
                                .with("encoding", type)));
    }
}
