package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.Sealer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How bytes are encoded on their way to the stores.
 *
 * @param compressor compresses artifacts and archives
 * @param sealer seals what was compressed, or {@code null}
 * @param archiver the format of archives
 * @param digest how the digests of original bytes and of entries are computed
 */
public record Encoding(Compressor compressor, @Nullable Sealer sealer, Archiver archiver, DigestAlgorithm digest) {

    /** Requires all but the sealer. */
    public Encoding {
        Objects.requireNonNull(compressor, "compressor");
        Objects.requireNonNull(archiver, "archiver");
        Objects.requireNonNull(digest, "digest");
    }
}
