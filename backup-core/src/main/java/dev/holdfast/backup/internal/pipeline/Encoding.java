package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.Sealer;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How bytes are encoded on their way to the stores.
 *
 * @param compressor compresses artifacts and archives
 * @param sealer seals what was compressed, or {@code null}
 * @param archiver gives the format of archives, the same at each call; asked only by who writes an archive, as most hosts of databases have none
 * @param digest how the digests of original bytes and of entries are computed
 */
public record Encoding(
        Compressor compressor, @Nullable Sealer sealer, Supplier<Archiver> archiver, DigestAlgorithm digest) {

    /** Requires all but the sealer. */
    public Encoding {
        Objects.requireNonNull(compressor, "compressor");
        Objects.requireNonNull(archiver, "archiver");
        Objects.requireNonNull(digest, "digest");
    }
}
