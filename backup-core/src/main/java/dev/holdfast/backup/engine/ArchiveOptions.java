package dev.holdfast.backup.engine;

import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.spi.Settings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a job stores what its targets write.
 *
 * @param format the archiver's type
 * @param formatSettings the archiver's settings
 * @param compression the compressor's type, or {@code null} for what suits the format
 * @param compressionSettings the compressor's settings, such as {@code level}
 * @param digest how each entry's digest is computed
 */
public record ArchiveOptions(
        String format,
        Settings formatSettings,
        @Nullable String compression,
        Settings compressionSettings,
        DigestAlgorithm digest) {

    /** The compressor's type where neither the job nor its format names one. */
    public static final String DEFAULT_COMPRESSION = "zstd";

    /** The default: tar, zstd at its default level, CRC32C per entry. */
    public static final ArchiveOptions DEFAULT =
            new ArchiveOptions("tar", Settings.none(), null, Settings.none(), DigestAlgorithm.CRC32C);

    /**
     * Requires all parts but the compression.
     *
     * @param format the archiver's type
     * @param formatSettings the archiver's settings
     * @param compression the compressor's type, or {@code null} for what suits the format
     * @param compressionSettings the compressor's settings, such as {@code level}
     * @param digest how each entry's digest is computed
     */
    public ArchiveOptions {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(formatSettings, "formatSettings");
        Objects.requireNonNull(compressionSettings, "compressionSettings");
        Objects.requireNonNull(digest, "digest");
    }

    /**
     * Returns these options with another format.
     *
     * @param type the archiver's type
     * @return a copy
     */
    public ArchiveOptions format(String type) {
        return new ArchiveOptions(type, formatSettings, compression, compressionSettings, digest);
    }

    /**
     * Returns these options with another compression at its default level.
     *
     * @param type the compressor's type
     * @return a copy
     */
    public ArchiveOptions compression(String type) {
        return new ArchiveOptions(format, formatSettings, type, Settings.none(), digest);
    }

    /**
     * Returns these options with another compression.
     *
     * @param type the compressor's type
     * @param level its level
     * @return a copy
     */
    public ArchiveOptions compression(String type, int level) {
        return new ArchiveOptions(format, formatSettings, type, Settings.none().with("level", level), digest);
    }

    /**
     * Returns these options with another digest per entry.
     *
     * @param algorithm how it is computed
     * @return a copy
     */
    public ArchiveOptions digest(DigestAlgorithm algorithm) {
        return new ArchiveOptions(format, formatSettings, compression, compressionSettings, algorithm);
    }
}
