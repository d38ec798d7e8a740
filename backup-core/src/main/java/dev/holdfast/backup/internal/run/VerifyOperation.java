package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.VerifyReport;
import dev.holdfast.backup.event.BackupVerified;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Proves copies of backups and notes what came of it beside them. */
public final class VerifyOperation {

    private static final Duration TIMEOUT = Duration.ofDays(7);

    private final Environment environment;
    private final String id;
    private final CancellationSource cancellation;

    /**
     * Makes the operation.
     *
     * @param environment what the host gave
     * @param id the operation's id
     * @param cancellation tells when to end
     */
    public VerifyOperation(Environment environment, String id, CancellationSource cancellation) {
        this.environment = environment;
        this.id = id;
        this.cancellation = cancellation;
    }

    /**
     * Proves backups in every store that has them.
     *
     * @param backups which; empty for all
     * @param level how far
     * @return a result per backup and store
     */
    public VerifyReport verify(List<BackupId> backups, VerificationLevel level) {
        if (level == VerificationLevel.RESTORED) {
            throw new RefusedException(Failure.of("HF-RUN-071", "a drill is not part of this version")
                    .hint("Verify as decoded, or restore to another place and look."));
        }
        return HistoryLog.of(environment, id, RunKind.VERIFY, log -> verify(backups, level, log));
    }

    private VerifyReport verify(List<BackupId> backups, VerificationLevel level, HistoryLog log) {
        List<VerifyReport.Result> results = new ArrayList<>();
        try {
            prove(backups, level, results);
        } finally {
            log.targets(HistoryTargets.of(results));
            results.forEach(result -> log.problems(result.problems()));
        }
        return new VerifyReport(results);
    }

    private void prove(List<BackupId> backups, VerificationLevel level, List<VerifyReport.Result> results) {
        try (RunScope scope = new RunScope(environment, id, null, cancellation, TIMEOUT)) {
            for (String name : environment.stores().definitions().keySet()) {
                NamedStore store = environment.stores().open(name);
                try (OpenStores open = new OpenStores()) {
                    open.add(store);
                    for (BackupId backup : chosen(store, backups)) {
                        cancellation.check();
                        results.add(verify(scope, store, backup, level));
                    }
                }
            }
        }
        for (BackupId backup : backups) {
            if (results.stream().noneMatch(result -> result.backup().equals(backup))) {
                throw new ConfigurationException(Failure.of("HF-CAT-020", "there is no backup " + backup)
                        .hint("list shows the backups there are."));
            }
        }
    }

    private List<BackupId> chosen(NamedStore store, List<BackupId> backups) {
        StoreCatalog catalog = catalog(store);
        try {
            if (backups.isEmpty()) {
                return catalog.list(null).stream().map(entry -> entry.id()).toList();
            }
            List<BackupId> there = new ArrayList<>();
            for (BackupId backup : backups) {
                if (catalog.find(backup).isPresent()) {
                    there.add(backup);
                }
            }
            return there;
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + store.name(), cancellation);
        }
    }

    private StoreCatalog catalog(NamedStore store) {
        return new StoreCatalog(store, environment.state().cache(), environment.executor());
    }

    private VerifyReport.Result verify(RunScope scope, NamedStore store, BackupId backup, VerificationLevel level) {
        scope.phase("verify", backup.value());
        List<Problem> problems;
        try (Lease lease = environment
                .leases()
                .acquire(new LeaseRequest(
                        Resources.backups(store.name(), backup.target()),
                        LeaseMode.SHARED,
                        "verify " + backup,
                        Duration.ofSeconds(5)))) {
            ParticipantContext context = new ParticipantContext(scope, backup.target(), HookPhase.RESTORE);
            problems = new Proofs(scope, context).verify(store, backup, level);
            note(store, backup, level, problems);
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
        }
        Instant now = environment.clock().instant();
        environment.listeners().onEvent(new BackupVerified(id, now, backup, store.name(), level, problems));
        return new VerifyReport.Result(backup, store.name(), level, problems);
    }

    private void note(NamedStore store, BackupId backup, VerificationLevel level, List<Problem> problems) {
        Instant now = environment.clock().instant();
        try {
            if (problems.isEmpty()) {
                catalog(store).verified(backup, level, now);
            } else if (problems.stream().anyMatch(problem -> problem.code().startsWith("HF-CAT"))) {
                // Only what is wrong with the bytes speaks against the backup; a store that did not answer does not.
                catalog(store).failed(backup, level, now);
            }
        } catch (IOException | BackupException e) {
            org.slf4j.LoggerFactory.getLogger(VerifyOperation.class)
                    .warn("the result for {} in store {} could not be noted", backup, store.name(), e);
        }
    }
}
