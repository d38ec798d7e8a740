package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.format.StoreMarker;
import dev.holdfast.backup.internal.pipeline.BackupCopier;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Copies backups whole, to other stores and to directories and from there. */
public final class Transfers {

    private final Environment environment;
    private final String id;
    private final CancellationSource cancellation;
    private final StoreAccess stores;

    /**
     * Makes the transfers.
     *
     * @param environment what the host gave
     * @param id the operation's id
     * @param cancellation tells when to end
     */
    public Transfers(Environment environment, String id, CancellationSource cancellation) {
        this.environment = environment;
        this.id = id;
        this.cancellation = cancellation;
        this.stores = new StoreAccess(environment);
    }

    /**
     * Copies a backup to a store that lacks it.
     *
     * @param backup the backup
     * @param to the store's name
     */
    public void copy(BackupId backup, String to) {
        HistoryLog.<BackupId>of(environment, id, RunKind.COPY, log -> {
            copyBetween(backup, to);
            log.target(HistoryTargets.of(backup, List.of(to)));
            return backup;
        });
    }

    private void copyBetween(BackupId backup, String to) {
        NamedStore destination = environment.stores().openForWriting(to);
        try (OpenStores open = new OpenStores();
                BackupFinder.Found found = findElsewhere(backup, to)) {
            open.add(destination);
            copy(found.store(), backup, destination);
        }
    }

    private BackupFinder.Found findElsewhere(BackupId backup, String except) {
        @Nullable BackupException first = null;
        for (String name : stores.names()) {
            if (!name.equals(except)) {
                try {
                    return new BackupFinder(environment).find(backup, name);
                } catch (BackupException e) {
                    first = first == null ? e : first;
                }
            }
        }
        throw first == null ? StoreAccess.missing(backup) : first;
    }

    private void copy(NamedStore from, BackupId backup, NamedStore to) {
        try (Lease source = stores.lease(from.name(), backup.target(), LeaseMode.SHARED, "copy " + backup);
                Lease target = stores.lease(to.name(), backup.target(), LeaseMode.SHARED, "copy " + backup)) {
            BackupCopier.copy(from, backup, to, cancellation, PipelineListener.NONE);
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + to.name(), cancellation);
        }
    }

    /**
     * Copies a backup to a directory, which then is a store.
     *
     * @param backup the backup
     * @param directory the directory
     */
    public void export(BackupId backup, Path directory) {
        HistoryLog.<BackupId>of(environment, id, RunKind.EXPORT, log -> {
            try (BackupFinder.Found found = new BackupFinder(environment).find(backup, null);
                    BackupStore store = DirectoryStore.at(directory).open()) {
                StoreMarker.readOrCreate(store, UUID.randomUUID().toString());
                copy(found.store(), backup, new NamedStore("export", store));
            } catch (Exception e) {
                throw Failures.of(e, Family.STORE, "the export to " + directory, cancellation);
            }
            // Who reads it later wants to know where the data went.
            log.target(HistoryTargets.of(backup, List.of(directory.toString())));
            return backup;
        });
    }

    /**
     * Copies all backups of a directory that is a store.
     *
     * @param directory the directory
     * @param to the name of the store to copy to, or {@code null} for the only one
     * @return the backups that were copied
     */
    public List<BackupId> importFrom(Path directory, @Nullable String to) {
        return HistoryLog.<List<BackupId>>of(environment, id, RunKind.IMPORT, log -> {
            NamedStore destination = environment.stores().openForWriting(to == null ? onlyStore() : to);
            try (OpenStores open = new OpenStores();
                    BackupStore source = DirectoryStore.at(directory).open()) {
                open.add(destination);
                NamedStore from = new NamedStore("import", source);
                if (StoreMarker.read(source).isEmpty()) {
                    throw new ConfigurationException(
                            Failure.of("HF-RUN-059", "there is no store in " + directory + ": it has no holdfast.json")
                                    .hint("Name the directory that an export wrote, or a whole directory store."));
                }
                return importEach(from, destination, log);
            } catch (Exception e) {
                throw Failures.of(e, Family.STORE, "the import from " + directory, cancellation);
            }
        });
    }

    private List<BackupId> importEach(NamedStore from, NamedStore to, HistoryLog log) throws IOException {
        List<BackupId> copied = new ArrayList<>();
        for (CatalogEntry entry : new StoreCatalog(from, null).list(null)) {
            Optional<CatalogEntry> there = stores.catalog(to).find(entry.id());
            if (there.isEmpty()) {
                copy(from, entry.id(), to);
                copied.add(entry.id());
                log.target(HistoryTargets.of(entry.id(), List.of(to.name())));
            } else if (!there.get().uid().equals(entry.uid())) {
                throw new RefusedException(Failure.of(
                                "HF-RUN-024", "store " + to.name() + " has another backup " + entry.id() + " already")
                        .hint("Import into another store."));
            }
        }
        return copied;
    }

    private String onlyStore() {
        if (stores.names().size() != 1) {
            throw new ConfigurationException(Failure.of("HF-RUN-073", "there are several stores to import into")
                    .hint("Name one of: " + String.join(", ", stores.names()) + "."));
        }
        return stores.names().iterator().next();
    }
}
