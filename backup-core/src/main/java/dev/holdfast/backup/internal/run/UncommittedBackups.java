package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.internal.journal.JournalEntry.BackupBegun;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what backups that were begun and never committed left in stores, as their journal names them. */
final class UncommittedBackups {

    private static final Logger LOG = LoggerFactory.getLogger(UncommittedBackups.class);

    private final Environment environment;
    private int removed;

    UncommittedBackups(Environment environment) {
        this.environment = environment;
    }

    /**
     * Removes what a journal names; a backup with nothing left is settled in the journal.
     *
     * @param journal the journal, held
     * @return what could not be removed
     * @throws IOException if the journal cannot be written
     */
    List<Problem> remove(Journal journal) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, List<BackupBegun>> begun :
                Map.copyOf(journal.content().begun()).entrySet()) {
            List<Problem> left = remove(new BackupId(begun.getKey()), begun.getValue());
            problems.addAll(left);
            if (left.isEmpty()) {
                journal.append(new JournalEntry.BackupEnded(begun.getKey()));
            }
        }
        return problems;
    }

    /** Returns how many objects were removed. */
    int removed() {
        return removed;
    }

    private List<Problem> remove(BackupId id, List<BackupBegun> places) {
        List<Problem> failed = new ArrayList<>();
        for (BackupBegun place : places) {
            try (BackupStore store = definition(place).open()) {
                // A manifest means that the end came behind the commit: the backup exists.
                if (store.stat(BackupLayout.manifest(id)).isEmpty()) {
                    removed += removeAll(store, id);
                }
            } catch (Exception e) {
                LOG.warn("cannot clean up behind {} in store {}", id, place.store(), e);
                String code = e instanceof BackupException ours ? ours.code() + " " : "";
                failed.add(Problem.of(
                        Severity.WARNING,
                        Failure.of(
                                        "HF-REC-003",
                                        "cannot remove what is left of " + id + " in store " + place.store() + ": "
                                                + code + e.getMessage())
                                .hint("Make the store reachable, then run recover.")
                                .with("store", place.store())));
            }
        }
        return failed;
    }

    private StoreDefinition definition(BackupBegun place) {
        StoreDefinition today = environment.stores().definitions().get(place.store());
        if (today != null
                && (place.settings().asMap().isEmpty() || today.settings().equals(place.settings()))) {
            return today;
        }
        StoreProvider provider = environment.providers().store(place.type());
        Settings now = today != null && today.type().equals(place.type()) ? today.settings() : Settings.none();
        return provider.create(
                place.store(),
                new RecordedSettings(environment.variables()).whole(place.settings(), provider.settings(), now));
    }

    private static int removeAll(BackupStore store, BackupId id) throws IOException {
        String prefix = BackupLayout.directory(id);
        int count = 0;
        Optional<IncompleteUploads> uploads = store.ability(IncompleteUploads.class);
        if (uploads.isPresent()) {
            // The id is this run's own: nobody else uploads below it, however young the uploads are.
            count += uploads.get().abort(prefix, Instant.MAX);
        }
        List<ObjectStat> objects;
        try (Stream<ObjectStat> listed = store.list(prefix)) {
            objects = listed.toList();
        }
        for (ObjectStat object : objects) {
            count += store.delete(object.key()) ? 1 : 0;
        }
        return count;
    }
}
