package dev.holdfast.backup;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One stored file of a backup, as the manifest records it.
 *
 * @param name the file's name within the backup, which is the last segment of its key
 * @param suffix what the target called it: {@code dump}, {@code tar}; with it a target finds it again
 * @param role what it is for
 * @param bytes its size as stored
 * @param sha256 its SHA-256 as stored, 64 lower-case hexadecimal digits
 * @param originalBytes its size before encoding
 * @param originalDigest the digest of the bytes before encoding
 * @param encodings what was done to the bytes, in order: {@code zstd}, then perhaps a sealer's type
 * @param archiveFormat the archiver's type if it is an archive, else {@code null}
 * @param entries how many entries the archive has; empty if it is none
 * @param encodeMillis how long the bytes took to pass the pipeline, in milliseconds; with the sizes this gives throughput and ratio
 */
public record Artifact(
        String name,
        String suffix,
        ArtifactRole role,
        long bytes,
        String sha256,
        long originalBytes,
        Digest originalDigest,
        List<String> encodings,
        @Nullable String archiveFormat,
        OptionalLong entries,
        long encodeMillis) {

    /**
     * Validates name, digest and sizes, and copies the encodings.
     *
     * @param name the file's name within the backup, which is the last segment of its key
     * @param suffix what the target called it: {@code dump}, {@code tar}; with it a target finds it again
     * @param role what it is for
     * @param bytes its size as stored
     * @param sha256 its SHA-256 as stored, 64 lower-case hexadecimal digits
     * @param originalBytes its size before encoding
     * @param originalDigest the digest of the bytes before encoding
     * @param encodings what was done to the bytes, in order: {@code zstd}, then perhaps a sealer's type
     * @param archiveFormat the archiver's type if it is an archive, else {@code null}
     * @param entries how many entries the archive has; empty if it is none
     * @param encodeMillis how long the bytes took to pass the pipeline, in milliseconds; with the sizes this gives throughput and ratio
     */
    public Artifact {
        if (name.indexOf('/') >= 0 || !ObjectKey.isValid(name)) {
            throw new IllegalArgumentException("not an artifact name: " + name);
        }
        Objects.requireNonNull(suffix, "suffix");
        Objects.requireNonNull(role, "role");
        new Digest(DigestAlgorithm.SHA256, sha256);
        Objects.requireNonNull(originalDigest, "originalDigest");
        Objects.requireNonNull(entries, "entries");
        encodings = List.copyOf(encodings);
        if (bytes < 0 || originalBytes < 0 || encodeMillis < 0) {
            throw new IllegalArgumentException("negative size or duration in artifact " + name);
        }
    }
}
