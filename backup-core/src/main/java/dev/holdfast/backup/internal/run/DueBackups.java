package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.engine.BackupResult;
import dev.holdfast.backup.engine.StoreOutcome;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the backups that were made for the instant a run is due. What a store lists is the only memory that outlives everything: a run whose
 * process died between the commit and the note of it is found here when it is made up for.
 */
final class DueBackups {

    private static final Logger LOG = LoggerFactory.getLogger(DueBackups.class);

    private final RunScope scope;
    private final String job;
    private final Instant dueAt;
    private final List<NamedStore> stores;

    DueBackups(RunScope scope, String job, Instant dueAt, List<NamedStore> stores) {
        this.scope = scope;
        this.job = job;
        this.dueAt = dueAt;
        this.stores = stores;
    }

    /**
     * Looks in all stores for the backup of a target; to be asked while the target is leased, so that nobody makes one meanwhile.
     *
     * @return what the target's run would have given; empty if no store lists such a backup
     */
    Optional<BackupResult> find(TargetId target) {
        Optional<BackupManifest> made = Optional.empty();
        List<String> having = new ArrayList<>();
        @Nullable BackupException unread = null;
        int read = 0;
        for (NamedStore store : stores) {
            StoreCatalog catalog = new StoreCatalog(
                    store,
                    scope.environment().state().cache(),
                    scope.environment().executor());
            try {
                Optional<CatalogEntry> entry = catalog.list(target.name()).stream()
                        .filter(this::isForThisInstant)
                        .findFirst();
                read++;
                if (entry.isPresent()) {
                    having.add(store.name());
                    made = made.isPresent()
                            ? made
                            : catalog.manifest(entry.get().id());
                }
            } catch (IOException | BackupException e) {
                // It drops out of the run by itself when it comes to be written to.
                unread = Failures.of(e, Family.STORE, "store " + store.name(), scope.cancellation());
                LOG.warn("store {} could not be asked for backups that are there already", store.name(), e);
            }
        }
        if (read == 0 && unread != null) {
            throw unread;
        }
        return made.map(manifest -> result(manifest, having));
    }

    private boolean isForThisInstant(CatalogEntry entry) {
        return dueAt.equals(entry.dueAt()) && job.equals(entry.job()) && !entry.isDamaged();
    }

    private BackupResult result(BackupManifest manifest, List<String> having) {
        List<Problem> problems = new ArrayList<>();
        problems.add(new Problem(
                Severity.INFO,
                "HF-RUN-076",
                "the backup of " + manifest.target().name() + " for " + dueAt + " is there already: " + manifest.id(),
                ""));
        List<StoreOutcome> outcomes = new ArrayList<>();
        for (NamedStore store : stores) {
            if (having.contains(store.name())) {
                outcomes.add(new StoreOutcome(store.name(), null));
            } else {
                Problem lacking = new Problem(
                        Severity.WARNING,
                        "HF-RUN-077",
                        "store " + store.name() + " lacks " + manifest.id() + ", which was made earlier for " + dueAt,
                        "Copy it there from a store that has it: holdfast copy " + manifest.id() + " " + store.name()
                                + ".");
                outcomes.add(new StoreOutcome(store.name(), lacking));
                problems.add(lacking);
            }
        }
        boolean lacking = having.size() < stores.size();
        return new BackupResult(
                manifest.target(), lacking ? RunState.DEGRADED : manifest.state(), manifest, outcomes, problems, null);
    }

    /**
     * Looks once more, right before a commit: this process may have been stopped for so long that another one took over and made the backup.
     *
     * @throws RefusedException {@code HF-RUN-078} if somebody did
     */
    void requireNone(TargetId target) {
        Optional<BackupResult> other = find(target);
        if (other.isPresent()) {
            BackupManifest manifest =
                    other.get().backup().orElseThrow(() -> new CancelledException(Failures.CANCELLED));
            throw new RefusedException(Failure.of(
                            "HF-RUN-078",
                            "somebody else made the backup of " + target.name() + " for " + dueAt + " meanwhile: "
                                    + manifest.id())
                    .hint("Nothing is missing; find out why this process stood still for so long."));
        }
    }
}
