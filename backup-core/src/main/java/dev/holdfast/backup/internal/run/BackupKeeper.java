package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.event.BackupRemoved;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Pins, unpins and deletes single backups. */
public final class BackupKeeper {

    private static final int MAX_REASON = 160;

    private final Environment environment;
    private final String id;
    private final StoreAccess stores;

    /**
     * Makes the keeper.
     *
     * @param environment what the host gave
     * @param id the id that events carry
     */
    public BackupKeeper(Environment environment, String id) {
        this.environment = environment;
        this.id = id;
        this.stores = new StoreAccess(environment);
    }

    /**
     * Pins a backup in every store that has it.
     *
     * @param backup the backup
     * @param reason why
     */
    public void pin(BackupId backup, String reason) {
        if (reason.isBlank() || reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            throw new ConfigurationException(
                    Failure.of("HF-RUN-058", "the reason of a pin is empty or longer than " + MAX_REASON + " bytes")
                            .hint("Say in a few words why the backup is kept."));
        }
        logged(
                RunKind.PIN,
                backup,
                store -> stores.catalog(store)
                        .pin(backup, reason, environment.clock().instant()));
    }

    /**
     * Takes the pins of a backup away.
     *
     * @param backup the backup
     */
    public void unpin(BackupId backup) {
        logged(RunKind.UNPIN, backup, store -> stores.catalog(store).unpin(backup));
    }

    private void logged(RunKind kind, BackupId backup, StoreAccess.StoreAct act) {
        HistoryLog.<List<String>>of(environment, id, kind, log -> {
            List<String> done = new ArrayList<>();
            stores.everywhere(backup, store -> {
                act.on(store);
                done.add(store.name());
            });
            log.target(HistoryTargets.of(backup, done));
            return done;
        });
    }

    /**
     * Removes a backup from every store.
     *
     * @param backup the backup
     */
    public void delete(BackupId backup) {
        HistoryLog.<BackupId>of(environment, id, RunKind.DELETE, log -> {
            stores.everywhere(backup, store -> requireDeletable(store, backup));
            delete(backup, log);
            return backup;
        });
    }

    private void delete(BackupId backup, HistoryLog log) {
        Removals.journaled(
                environment,
                id,
                RunKind.DELETE,
                journal -> stores.everywhere(backup, store -> {
                    try (Lease lease =
                            stores.lease(store.name(), backup.target(), LeaseMode.EXCLUSIVE, "delete " + backup)) {
                        long bytes = stores.catalog(store)
                                .find(backup)
                                .map(CatalogEntry::bytes)
                                .orElse(0L);
                        Removals.remove(environment, journal, store, backup);
                        log.removal(
                                new RemovalRecord(backup, backup.target(), store.name(), List.of("deleted"), bytes));
                    }
                    environment
                            .listeners()
                            .onEvent(new BackupRemoved(
                                    id, environment.clock().instant(), backup, store.name(), List.of("deleted")));
                }));
    }

    private void requireDeletable(NamedStore store, BackupId backup) throws IOException {
        Optional<CatalogEntry> entry = stores.catalog(store).find(backup);
        if (entry.isPresent() && entry.get().isPinned()) {
            throw new RefusedException(Failure.of(
                            "HF-EXP-001",
                            backup + " is pinned: " + entry.get().pinReason().orElse(""))
                    .hint("Unpin it first."));
        }
        List<Job> jobs = new Participants(environment).jobsOf(backup.target());
        if (jobs.isEmpty() || entry.isEmpty() || !isGood(entry.get())) {
            return;
        }
        int floor = jobs.stream().mapToInt(job -> job.floor().atLeast()).max().orElse(1);
        long good = new RetentionJudge(environment)
                .candidates(store, backup.target()).stream()
                        .map(RetentionCandidate::verified)
                        .filter(Objects::nonNull)
                        .count();
        if (good <= floor) {
            throw new RefusedException(Failure.of(
                            "HF-EXP-002",
                            backup + " is one of the last " + floor + " good backups of " + backup.target()
                                    + " in store " + store.name())
                    .hint("Make another one first, or take the target out of the configuration."));
        }
    }

    private static boolean isGood(CatalogEntry entry) {
        return !entry.isDamaged() && entry.verification() != null;
    }
}
