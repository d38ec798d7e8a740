package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Instant;

/**
 * Removes backups under a journal: between the removal of the manifest and that of the last artifact there is an id without a manifest, which
 * is what an uncommitted backup looks like too, and recovery ends both in the same way.
 */
final class Removals {

    private Removals() {}

    /** Something that needs a journal. */
    interface Act {
        void with(Journal journal) throws IOException;
    }

    /** Does something under a journal of its own. */
    static void journaled(Environment environment, String id, RunKind kind, Act act) {
        environment.state().create();
        Instant now = environment.clock().instant();
        JournalEntry.Opened first =
                new JournalEntry.Opened("remove", id, now.toString(), RunFacts.of(kind, "", environment.cause()));
        try (Journal journal = Journal.create(environment.state().runJournal(id), first)) {
            try {
                act.with(journal);
            } finally {
                // What ends between two backups leaves nothing that a recovery would have to carry to its end.
                if (journal.content().begun().isEmpty()) {
                    journal.remove();
                }
            }
        } catch (IOException e) {
            throw StateDirectory.unusable(environment.state().runJournal(id), e);
        }
    }

    static void remove(Environment environment, Journal journal, NamedStore store, BackupId backup) throws IOException {
        StoreDefinition definition = environment.stores().definition(store.name());
        journal.append(
                new JournalEntry.BackupBegun(backup.value(), store.name(), definition.type(), definition.settings()));
        new StoreCatalog(store, environment.state().cache()).delete(backup);
        journal.append(new JournalEntry.BackupEnded(backup.value()));
    }
}
