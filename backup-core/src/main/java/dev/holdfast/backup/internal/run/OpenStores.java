package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores that are open and are closed together. */
final class OpenStores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenStores.class);

    private final List<NamedStore> stores = new ArrayList<>();

    void add(NamedStore store) {
        stores.add(store);
    }

    List<NamedStore> all() {
        return Collections.unmodifiableList(stores);
    }

    @Override
    public void close() {
        for (NamedStore store : stores) {
            try {
                store.store().close();
            } catch (IOException e) {
                LOG.warn("closing store {}", store.name(), e);
            }
        }
    }
}
