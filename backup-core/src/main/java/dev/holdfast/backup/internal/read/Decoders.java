package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.Compressor;
import dev.holdfast.backup.spi.Opener;
import java.util.Objects;
import java.util.function.Function;

/**
 * Where the ways back are found, by the words of the manifest. Each function throws a {@link dev.holdfast.backup.BackupException} that names
 * the known words if it knows no such word.
 *
 * @param compressors by encoding
 * @param archivers by format
 * @param openers by encoding
 */
public record Decoders(
        Function<String, Compressor> compressors,
        Function<String, Archiver> archivers,
        Function<String, Opener> openers) {

    /** Requires all. */
    public Decoders {
        Objects.requireNonNull(compressors, "compressors");
        Objects.requireNonNull(archivers, "archivers");
        Objects.requireNonNull(openers, "openers");
    }
}
