package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a sound copy of a backup. */
public final class BackupFinder {

    private final Environment environment;

    /**
     * Makes a finder.
     *
     * @param environment what the host gave
     */
    public BackupFinder(Environment environment) {
        this.environment = environment;
    }

    /**
     * A copy in an open store.
     *
     * @param store the store
     * @param manifest what the copy's manifest says
     */
    public record Found(NamedStore store, BackupManifest manifest) implements AutoCloseable {
        @Override
        public void close() {
            try {
                store.store().close();
            } catch (IOException e) {
                throw Failures.of(e, Family.STORE, "store " + store.name(), new CancellationSource());
            }
        }
    }

    /**
     * Finds a copy.
     *
     * @param id the backup
     * @param store the store to look in, or {@code null} for the first that has a sound copy
     * @return the copy; closing it closes the store
     * @throws BackupException {@code HF-CAT-020} if there is none; the first store's failure if one could not be read
     */
    public Found find(BackupId id, @Nullable String store) {
        List<String> names =
                store == null ? List.copyOf(environment.stores().definitions().keySet()) : List.of(store);
        @Nullable BackupException first = null;
        for (String name : names) {
            try {
                Optional<Found> found = look(id, name);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (BackupException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        throw new ConfigurationException(Failure.of("HF-CAT-020", "there is no backup " + id)
                .hint("list shows the backups there are.")
                .with("stores", String.join(", ", names)));
    }

    private Optional<Found> look(BackupId id, String name) {
        NamedStore open = environment.stores().open(name);
        boolean keep = false;
        try {
            Optional<BackupManifest> manifest = new StoreCatalog(open, null).manifest(id);
            keep = manifest.isPresent();
            return manifest.map(m -> new Found(open, m));
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + name, new CancellationSource());
        } finally {
            if (!keep) {
                try {
                    open.store().close();
                } catch (IOException e) {
                    org.slf4j.LoggerFactory.getLogger(BackupFinder.class).debug("closing store {}", name, e);
                }
            }
        }
    }
}
