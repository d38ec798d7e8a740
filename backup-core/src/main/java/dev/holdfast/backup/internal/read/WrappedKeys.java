package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The wrapped data keys beside the artifacts of a backup; the highest number counts. */
final class WrappedKeys {

    private static final int MAX_BYTES = 1024 * 1024;

    private WrappedKeys() {}

    static Optional<byte[]> latest(NamedStore store, BackupId id) {
        try {
            OptionalInt highest;
            try (Stream<ObjectStat> objects = store.store().list(BackupLayout.directory(id) + "keys-")) {
                highest = objects.map(stat -> BackupLayout.keysNumber(stat.key().name()))
                        .flatMap(Optional::stream)
                        .mapToInt(Integer::intValue)
                        .max();
            }
            if (highest.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = store.store().open(BackupLayout.keys(id, highest.getAsInt()), 0, MAX_BYTES)) {
                return Optional.of(in.readNBytes(MAX_BYTES));
            }
        } catch (IOException e) {
            throw StoreFailures.of(store.name(), "read the keys of " + id, e);
        }
    }
}
