package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.Json;
import dev.holdfast.backup.internal.PrivateFiles;
import dev.holdfast.backup.internal.format.StoreMarker;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens the host's stores, and knows again those it has seen: a place where a store was and is no more is a disk that is not mounted, never a
 * new store.
 */
public final class Stores {

    private final Map<String, StoreDefinition> definitions;
    private final StateDirectory state;

    /**
     * Makes the group.
     *
     * @param definitions the stores by name
     * @param state where is written down which were seen
     */
    public Stores(Map<String, StoreDefinition> definitions, StateDirectory state) {
        this.definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
        this.state = state;
    }

    /** Returns the definitions by name, in the host's order. */
    public Map<String, StoreDefinition> definitions() {
        return definitions;
    }

    /**
     * Returns a definition.
     *
     * @param name the store's name
     * @return the definition
     * @throws ConfigurationException {@code HF-RUN-050} if there is none
     */
    public StoreDefinition definition(String name) {
        StoreDefinition definition = definitions.get(name);
        if (definition == null) {
            throw new ConfigurationException(Failure.of("HF-RUN-050", "there is no store \"" + name + "\"")
                    .hint("The stores are: " + String.join(", ", definitions.keySet()) + "."));
        }
        return definition;
    }

    /**
     * Opens a store to read it. One that holds nothing yet is empty.
     *
     * @param name its name
     * @return the store, closed by the caller
     */
    public NamedStore open(String name) {
        return open(name, false);
    }

    /**
     * Opens a store to write to it; one that holds nothing yet becomes a store.
     *
     * @param name its name
     * @return the store, closed by the caller
     */
    public NamedStore openForWriting(String name) {
        return open(name, true);
    }

    private NamedStore open(String name, boolean create) {
        StoreDefinition definition = definition(name);
        BackupStore store;
        try {
            store = definition.open();
        } catch (Exception e) {
            throw Failures.of(e, Family.STORE, "store " + name, new CancellationSource());
        }
        try {
            recognise(name, definition.location(), store, create);
            return new NamedStore(name, store);
        } catch (IOException | RuntimeException e) {
            closeAfter(e, store);
            throw Failures.of(e, Family.STORE, "store " + name, new CancellationSource());
        }
    }

    private static void closeAfter(Exception failure, BackupStore store) {
        try {
            store.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void recognise(String name, String location, BackupStore store, boolean create) throws IOException {
        Optional<String> known = knownId(location);
        Optional<StoreMarker> found = StoreMarker.read(store);
        if (found.isEmpty() && known.isPresent()) {
            throw new StoreException(Failure.of(
                            "HF-STO-020",
                            "store " + name + " is not there: " + location + " has no holdfast.json any more")
                    .hint("Is its disk mounted? If the store was removed on purpose, remove " + knownFile(location)
                            + " and a new one is begun there.")
                    .with("store", name)
                    .with("location", location));
        }
        if (found.isPresent() && known.isPresent() && !found.get().storeId().equals(known.get())) {
            throw new StoreException(Failure.of("HF-STO-021", "another store than before is at " + location)
                    .hint("Is the right disk mounted? If the store was replaced on purpose, remove "
                            + knownFile(location) + ".")
                    .with("store", name)
                    .with("expected", known.get())
                    .with("found", found.get().storeId()));
        }
        if (found.isEmpty() && create) {
            found = Optional.of(
                    StoreMarker.readOrCreate(store, UUID.randomUUID().toString()));
        }
        if (found.isPresent() && known.isEmpty()) {
            remember(location, found.get().storeId());
        }
    }

    /**
     * Returns the id of a store.
     *
     * @param store an open store
     * @return the id from its marker; empty if it holds nothing yet
     */
    public static Optional<String> storeId(NamedStore store) {
        try {
            return StoreMarker.read(store.store()).map(StoreMarker::storeId);
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + store.name(), new CancellationSource());
        }
    }

    private Path knownFile(String location) {
        UUID name = UUID.nameUUIDFromBytes(location.getBytes(StandardCharsets.UTF_8));
        return state.root().resolve("stores").resolve(name + ".json");
    }

    private Optional<String> knownId(String location) {
        Path file = knownFile(location);
        try {
            Object id = Json.read(Files.readAllBytes(file)).get("id");
            return Optional.ofNullable(id).map(Object::toString);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        } catch (IllegalArgumentException e) {
            throw StateDirectory.unusable(file, new IOException("damaged", e));
        }
    }

    private void remember(String location, String id) {
        Path file = knownFile(location);
        Map<String, String> document = new LinkedHashMap<>();
        document.put("location", location);
        document.put("id", id);
        try {
            PrivateFiles.replace(file, Json.write(document));
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }
}
