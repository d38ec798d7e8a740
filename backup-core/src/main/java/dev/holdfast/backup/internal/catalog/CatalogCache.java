package dev.holdfast.backup.internal.catalog;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.internal.PrivateFiles;
import dev.holdfast.backup.spi.ObjectStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests that were parsed before, in one file of the state directory: what a list shows of them, by id and by what the store says of the
 * stored manifest. A file that does not parse is as good as none; nothing but time depends on it.
 *
 * <p>An entry is decoded when it is asked for: retention of one target does not pay for the others.
 */
final class CatalogCache {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogCache.class);
    private static final int MAGIC = 0x48464333;
    private static final long MAX_BYTES = 1L << 30;

    private final @Nullable Path file;
    private final Map<String, Slot> slots;
    private final SummaryCodec codec = new SummaryCodec();
    private boolean changed;

    /** An entry: the state of the manifest it was made from, and where its bytes are. */
    private record Slot(long bytes, long modifiedSecond, int modifiedNano, byte[] data, int offset, int length) {
        boolean fits(ObjectStat stat) {
            return stat.bytes() == bytes
                    && stat.modified().getEpochSecond() == modifiedSecond
                    && stat.modified().getNano() == modifiedNano;
        }
    }

    private CatalogCache(@Nullable Path file, Map<String, Slot> slots) {
        this.file = file;
        this.slots = slots;
    }

    /** Returns a cache that forgets. */
    static CatalogCache none() {
        return new CatalogCache(null, new HashMap<>());
    }

    /** Opens the cache of a store; empty if there is none that can be read. */
    static CatalogCache open(Path directory, String storeId) {
        Path file = directory.resolve(fileName(storeId));
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("larger than any cache");
            }
            return new CatalogCache(file, parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return new CatalogCache(file, new HashMap<>());
        } catch (IOException | RuntimeException e) {
            LOG.debug("the cache {} is rebuilt", file, e);
            return new CatalogCache(file, new HashMap<>());
        }
    }

    /** A store's id comes from the store: it must not name another file. */
    private static String fileName(String storeId) {
        return storeId.replaceAll("[^A-Za-z0-9-]", "_") + ".catalog";
    }

    private static Map<String, Slot> parse(byte[] data) throws IOException {
        if (data.length < 12) {
            throw new IOException("cut short");
        }
        CRC32C checksum = new CRC32C();
        checksum.update(data, 0, data.length - 4);
        ByteBuffer in = ByteBuffer.wrap(data);
        if ((int) checksum.getValue() != in.getInt(data.length - 4) || in.getInt() != MAGIC) {
            throw new IOException("damaged, or of another version");
        }
        int count = in.getInt();
        Map<String, Slot> slots = new HashMap<>(Math.max(16, (int) Math.min(count / 0.75 + 1, data.length)));
        for (int i = 0; i < count; i++) {
            int idLength = in.getShort() & 0xFFFF;
            String id = new String(data, in.position(), idLength, StandardCharsets.ISO_8859_1);
            in.position(in.position() + idLength);
            long bytes = in.getLong();
            long second = in.getLong();
            int nano = in.getInt();
            int length = in.getInt();
            slots.put(id, new Slot(bytes, second, nano, data, in.position(), length));
            in.position(in.position() + length);
        }
        return slots;
    }

    /** Returns what is known of a backup, if the stored manifest is still the same. */
    Optional<Summary> get(BackupId id, ObjectStat stat) {
        Slot slot = slots.get(id.value());
        if (slot == null || !slot.fits(stat)) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decode(id, slot.data(), slot.offset(), slot.length()));
        } catch (IOException | BackupException | IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.debug("the entry of {} in the cache is rebuilt", id, e);
            return Optional.empty();
        }
    }

    /** Remembers a manifest, and returns what a list shows of it. */
    Summary put(ObjectStat stat, BackupManifest manifest) {
        try {
            byte[] data = codec.encode(manifest);
            Instant modified = stat.modified();
            slots.put(
                    manifest.id().value(),
                    new Slot(stat.bytes(), modified.getEpochSecond(), modified.getNano(), data, 0, data.length));
            changed = true;
            return codec.decode(manifest.id(), data, 0, data.length);
        } catch (IOException e) {
            LOG.debug("{} is not cached", manifest.id(), e);
            return new Summary(
                    manifest.id(),
                    manifest.uid(),
                    manifest.target(),
                    manifest.job(),
                    manifest.run(),
                    manifest.state(),
                    manifest.startedAt(),
                    manifest.finishedAt(),
                    manifest.dueAt(),
                    manifest.bytes(),
                    manifest.originalBytes(),
                    manifest.entries(),
                    manifest.labels(),
                    manifest.artifacts());
        }
    }

    /** Forgets the backups that are gone. */
    void keep(Predicate<String> there) {
        changed |= slots.keySet().removeIf(there.negate());
    }

    /** Writes the file if anything changed; that it cannot be written is no failure. */
    void save() {
        Path to = file;
        if (!changed || to == null) {
            return;
        }
        try {
            Path directory = PrivateFiles.directoryOf(to);
            PrivateFiles.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, "catalog-", ".tmp");
            try {
                Files.write(temporary, serialize());
                Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            changed = false;
        } catch (IOException | BackupException e) {
            LOG.debug("the cache {} could not be written", to, e);
        }
    }

    private byte[] serialize() {
        int size = 12;
        for (Map.Entry<String, Slot> slot : slots.entrySet()) {
            size = Math.addExact(
                    size, 2 + slot.getKey().length() + 24 + slot.getValue().length());
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).putInt(slots.size());
        slots.forEach((id, slot) -> {
            byte[] name = id.getBytes(StandardCharsets.ISO_8859_1);
            out.putShort((short) name.length).put(name);
            out.putLong(slot.bytes()).putLong(slot.modifiedSecond()).putInt(slot.modifiedNano());
            out.putInt(slot.length()).put(slot.data(), slot.offset(), slot.length());
        });
        CRC32C checksum = new CRC32C();
        checksum.update(out.array(), 0, size - 4);
        out.putInt((int) checksum.getValue());
        return out.array();
    }
}
