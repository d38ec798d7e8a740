package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The object at the root of a store that makes it one.
 *
 * @param formatVersion the version of the layout
 * @param storeId random; tells stores apart wherever they are mounted
 */
public record StoreMarker(int formatVersion, String storeId) {

    private static final int MAX_BYTES = 4096;

    /** Requires an id. */
    public StoreMarker {
        Objects.requireNonNull(storeId, "storeId");
    }

    /**
     * Reads the marker.
     *
     * @param store the store
     * @return the marker, or empty if there is none
     * @throws IntegrityException {@code HF-CAT-002} if it is damaged, {@code HF-CAT-003} if its version is not known
     * @throws IOException if the store cannot tell
     */
    public static Optional<StoreMarker> read(BackupStore store) throws IOException {
        if (store.stat(BackupLayout.MARKER).isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = store.open(BackupLayout.MARKER, 0, MAX_BYTES)) {
            bytes = in.readNBytes(MAX_BYTES);
        }
        String where = BackupLayout.MARKER + " in " + store.location();
        try {
            Json.Fields fields = Json.object(bytes);
            ManifestJson.requireVersion(fields.number("formatVersion"), where);
            return Optional.of(
                    new StoreMarker(Math.toIntExact(fields.number("formatVersion")), fields.text("storeId")));
        } catch (IllegalArgumentException e) {
            throw new IntegrityException(
                    Failure.of("HF-CAT-002", "damaged " + where + ": " + e.getMessage())
                            .hint(
                                    "Put the file back from a copy of the store; its only content is the version and the store's id."),
                    e);
        }
    }

    /**
     * Makes a place a store, unless it is one.
     *
     * @param store the store
     * @param newId the id to give it if it has none
     * @return the marker that is there now
     * @throws IOException if it cannot be written
     */
    public static StoreMarker readOrCreate(BackupStore store, String newId) throws IOException {
        Optional<StoreMarker> there = read(store);
        if (there.isPresent()) {
            return there.get();
        }
        StoreMarker marker = new StoreMarker(BackupManifest.FORMAT_VERSION, newId);
        byte[] bytes = marker.write();
        try (Upload upload = store.upload(BackupLayout.MARKER, OptionalLong.of(bytes.length))) {
            upload.body().write(bytes);
            upload.commit();
            return marker;
        } catch (BackupException e) {
            // Somebody else was first: two hosts may begin one store at once.
            Optional<StoreMarker> other = read(store);
            if (other.isEmpty()) {
                throw e;
            }
            return other.get();
        }
    }

    private byte[] write() {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("formatVersion", formatVersion);
            json.writeStringProperty("storeId", storeId);
            json.writeEndObject();
        });
    }
}
