package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.ObjectStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a sweep puts in the place of a manifest that is not there, so that a commit that comes late after all fails instead of naming what is gone.
 *
 * <p>It has words of its own, and is not just empty: an empty manifest is a damaged one, and must be shown as that.
 */
public final class Tombstone {

    private static final byte[] BYTES = "{\"tombstone\": \"no manifest named what is here; a sweep removes it\"}\n"
            .getBytes(StandardCharsets.US_ASCII);

    private Tombstone() {}

    /**
     * Returns the content of one.
     *
     * @return a copy
     */
    public static byte[] bytes() {
        return BYTES.clone();
    }

    /**
     * Tells whether the object in a manifest's place is one. Reads it only if it has the size of one, which no manifest has.
     *
     * @param store where it is
     * @param manifest the object
     * @return whether it is
     * @throws IOException if it cannot be read
     */
    public static boolean is(BackupStore store, ObjectStat manifest) throws IOException {
        if (manifest.bytes() != BYTES.length) {
            return false;
        }
        try (InputStream in = store.open(manifest.key(), 0, BYTES.length)) {
            return Arrays.equals(in.readNBytes(BYTES.length), BYTES);
        }
    }
}
