package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupManifest;
import java.nio.charset.StandardCharsets;

/** The list of digests that {@code sha256sum -c} reads: of every object of a backup but keys and notes. */
public final class Sha256Sums {

    private Sha256Sums() {}

    /**
     * Writes the list.
     *
     * @param manifest the manifest, with all artifacts
     * @param manifestBytes the manifest's stored form
     * @return the text; it follows from the manifest alone, so it can be compared byte by byte
     */
    public static byte[] of(BackupManifest manifest, byte[] manifestBytes) {
        StringBuilder text = new StringBuilder();
        for (Artifact artifact : manifest.artifacts()) {
            line(text, artifact.sha256(), artifact.name());
        }
        line(text, Hashes.sha256(manifestBytes), BackupLayout.MANIFEST);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void line(StringBuilder text, String sha256, String name) {
        text.append(sha256).append("  ").append(name).append('\n');
    }
}
