package dev.holdfast.backup.catalog;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What backups there are, over all stores of a host; reads the manifests in the stores at each call. Thread-safe.
 *
 * <p>Stores are opened for a call and closed after it.
 */
public final class Catalog {

    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    private final List<String> stores;
    private final Function<String, NamedStore> opening;
    private final @Nullable Path cacheDirectory;
    private final Executor helpers;

    /**
     * Makes the catalog; hosts get it from the engine.
     *
     * @param stores the names of the stores, in their order
     * @param opening opens the store of a name; throws a {@link BackupException} if it cannot
     * @param cacheDirectory where parsed manifests are remembered, or {@code null} for nowhere
     * @param helpers runs those who help to read a large store, or drops them
     */
    public Catalog(
            List<String> stores,
            Function<String, NamedStore> opening,
            @Nullable Path cacheDirectory,
            Executor helpers) {
        this.stores = List.copyOf(stores);
        this.opening = opening;
        this.cacheDirectory = cacheDirectory;
        this.helpers = helpers;
    }

    /**
     * Lists backups. A store that cannot be read is left out, with a warning in the log; {@link #read} tells which.
     *
     * @param query which
     * @return the backups, newest first
     * @throws BackupException if no store can be read, or the one that was asked for cannot
     */
    public List<CatalogEntry> list(CatalogQuery query) {
        return read(query).entries();
    }

    /**
     * Lists backups, and the stores that could not be read.
     *
     * @param query which
     * @return both
     * @throws BackupException if no store can be read, or the one that was asked for cannot
     */
    public CatalogListing read(CatalogQuery query) {
        Map<BackupId, CatalogEntry> merged = new LinkedHashMap<>();
        Map<String, Problem> unread = new LinkedHashMap<>();
        @Nullable BackupException first = null;
        for (String name : chosen(query)) {
            try {
                for (CatalogEntry entry : in(name, catalog -> catalog.list(query.target()))) {
                    merged.merge(entry.id(), entry, Copies::merge);
                }
            } catch (BackupException e) {
                LOG.warn("store {} could not be read: {}", name, e.getMessage());
                unread.put(name, Problem.of(Severity.WARNING, e.failure()));
                first = first == null ? e : first;
            }
        }
        if (first != null && unread.size() == chosen(query).size()) {
            throw first;
        }
        List<CatalogEntry> entries =
                new ArrayList<>(merged.values().stream().filter(query::fits).toList());
        entries.sort(StoreCatalog.NEWEST_FIRST);
        return new CatalogListing(
                query.limit() == 0 || entries.size() <= query.limit() ? entries : entries.subList(0, query.limit()),
                unread);
    }

    private List<String> chosen(CatalogQuery query) {
        String only = query.store();
        if (only == null) {
            return stores;
        }
        if (!stores.contains(only)) {
            throw new ConfigurationException(Failure.of("HF-CAT-024", "there is no store \"" + only + "\"")
                    .hint("Use one of: " + String.join(", ", stores) + "."));
        }
        return List.of(only);
    }

    /**
     * Returns one backup.
     *
     * @param id which
     * @return what is known of it in all stores that could be read
     * @throws ConfigurationException {@code HF-CAT-020} if there is none
     * @throws BackupException the first store's failure if none has it and some could not be read
     */
    public CatalogEntry get(BackupId id) {
        @Nullable CatalogEntry found = null;
        @Nullable BackupException first = null;
        for (String name : stores) {
            try {
                Optional<CatalogEntry> entry = in(name, catalog -> catalog.find(id));
                if (entry.isPresent()) {
                    found = found == null ? entry.get() : Copies.merge(found, entry.get());
                }
            } catch (BackupException e) {
                LOG.warn("store {} could not be read: {}", name, e.getMessage());
                first = first == null ? e : first;
            }
        }
        if (found != null) {
            return found;
        }
        throw first != null ? first : missing(id);
    }

    /**
     * Returns the manifest of a backup.
     *
     * @param id which
     * @return the manifest from the first store that has a sound one
     * @throws ConfigurationException {@code HF-CAT-020} if there is none
     * @throws BackupException the first failure if no store has a sound one
     */
    public BackupManifest manifest(BackupId id) {
        @Nullable BackupException first = null;
        for (String name : stores) {
            try {
                Optional<BackupManifest> manifest = in(name, catalog -> catalog.manifest(id));
                if (manifest.isPresent()) {
                    return manifest.get();
                }
            } catch (BackupException e) {
                first = first == null ? e : first;
            }
        }
        throw first != null ? first : missing(id);
    }

    private static ConfigurationException missing(BackupId id) {
        return new ConfigurationException(
                Failure.of("HF-CAT-020", "there is no backup " + id).hint("list shows the backups there are."));
    }

    private interface Question<T> {
        T ask(StoreCatalog catalog) throws IOException;
    }

    private <T> T in(String name, Question<T> question) {
        NamedStore store = opening.apply(name);
        try (var opened = store.store()) {
            return question.ask(new StoreCatalog(new NamedStore(name, opened), cacheDirectory, helpers));
        } catch (IOException e) {
            throw StoreFailures.of(name, "read the catalog", e);
        }
    }
}
