package dev.holdfast.backup.catalog;

import dev.holdfast.backup.Problem;
import java.util.List;
import java.util.Map;

/**
 * What was found in the stores that could be read.
 *
 * @param entries the backups, newest first
 * @param unread the stores that could not be read, by name, with what failed
 */
public record CatalogListing(List<CatalogEntry> entries, Map<String, Problem> unread) {

    /**
     * Copies the collections.
     *
     * @param entries the backups, newest first
     * @param unread the stores that could not be read, by name, with what failed
     */
    public CatalogListing {
        entries = List.copyOf(entries);
        unread = Map.copyOf(unread);
    }
}
