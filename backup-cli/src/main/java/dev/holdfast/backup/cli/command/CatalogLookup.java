package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.engine.Backups;
import java.util.Optional;

/** Looks for what the stores say of a backup, where a result is complete without it. */
final class CatalogLookup {

    private CatalogLookup() {}

    static Optional<CatalogEntry> find(Backups backups, BackupId id) {
        try {
            return Optional.of(backups.catalog().get(id));
        } catch (BackupException e) {
            // A store that fell silent after the run does not make the run worse.
            return Optional.empty();
        }
    }

    /** Returns the job of a backup; empty if no store has the backup any more. */
    static String jobOf(Backups backups, BackupId id) {
        return find(backups, id).map(CatalogEntry::job).orElse("");
    }
}
