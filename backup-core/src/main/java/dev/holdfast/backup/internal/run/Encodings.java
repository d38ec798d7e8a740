package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.internal.pipeline.Encoding;
import dev.holdfast.backup.internal.read.Decoders;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.Opener;
import dev.holdfast.backup.spi.Settings;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the participants that encode what a job writes, and those that decode what a manifest names. */
public final class Encodings {

    private static final Logger LOG = LoggerFactory.getLogger(Encodings.class);

    private Encodings() {}

    /**
     * Returns how a job encodes.
     *
     * @throws ConfigurationException {@code HF-PRV-001} and others of {@link Providers} if what the job names is not there; the archive format
     *     that it has by default is looked up by the first target that writes an archive
     */
    static Encoding of(RunScope scope, Job job) {
        ArchiveOptions options = job.archive();
        Providers providers = scope.environment().providers();
        Formats archiver = new Formats(providers, options);
        if (!options.format().equals(ArchiveOptions.DEFAULT.format())) {
            archiver.get();
        }
        String compression = options.compression() == null ? archiver.compression() : options.compression();
        return new Encoding(
                providers.compressor(compression).create(options.compressionSettings()),
                job.sealer().orElse(null),
                archiver,
                options.digest());
    }

    /**
     * Says what a job lacks that some targets need and others do not.
     *
     * @return why its archive format is not there; empty if it is
     */
    static Optional<ConfigurationException> missingFormat(RunScope scope, Job job) {
        try {
            new Formats(scope.environment().providers(), job.archive()).get();
            return Optional.empty();
        } catch (ConfigurationException e) {
            return Optional.of(e);
        }
    }

    /** The archive format of a job, looked up when it is asked for: a host that backs up databases alone has none. */
    private static final class Formats implements Supplier<Archiver> {
        private final Providers providers;
        private final ArchiveOptions options;
        private @Nullable Archiver archiver;

        Formats(Providers providers, ArchiveOptions options) {
            this.providers = providers;
            this.options = options;
        }

        @Override
        public synchronized Archiver get() {
            Archiver made = archiver;
            if (made == null) {
                made = providers.archiver(options.format()).create(options.formatSettings());
                archiver = made;
            }
            return made;
        }

        /** What suits the format, or where it is not there, what suits most. */
        String compression() {
            try {
                return providers.archiver(options.format()).defaultCompression();
            } catch (ConfigurationException e) {
                LOG.debug("there is no archive format {}", options.format(), e);
                return ArchiveOptions.DEFAULT_COMPRESSION;
            }
        }
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
