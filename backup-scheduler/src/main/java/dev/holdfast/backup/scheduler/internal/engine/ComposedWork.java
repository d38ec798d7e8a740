package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.catalog.Verification;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.engine.RunRequest;
import dev.holdfast.backup.engine.VerifyReport;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.scheduler.MaintenanceTask;
import dev.holdfast.backup.scheduler.Retry;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.internal.run.VerifyShare;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Does what is due by the composition that counts when it begins. */
final class ComposedWork implements Work {

    private static final Duration WITHOUT_NEXT = Duration.ofDays(1);

    private final Compositions compositions;
    private final Running running;
    private final Clock clock;

    ComposedWork(Compositions compositions, Running running, Clock clock) {
        this.compositions = compositions;
        this.running = running;
        this.clock = clock;
    }

    @Override
    public boolean knows(ScheduleKey key) {
        return compositions.current().knows(key);
    }

    @Override
    public Retry retry(ScheduleKey key) {
        return compositions.current().retry(key);
    }

    @Override
    public RunOutcome run(ScheduleKey key, Schedule schedule, RunCause cause, boolean waiting)
            throws InterruptedException {
        try (Compositions.Use use = compositions.use()) {
            Composition composition = use.composition();
            if (key.isJob()) {
                RunRequest request = RunRequest.of(key.name()).because(cause);
                return job(composition.backups(), waiting ? request.afterWaiting() : request);
            }
            Optional<MaintenanceTask> task = composition.task(key.kind());
            return task.isEmpty()
                    ? new RunOutcome(RunState.SKIPPED, null)
                    : maintain(composition.backups().because(cause), task.get(), schedule, cause);
        } catch (CancelledException e) {
            return new RunOutcome(RunState.CANCELLED, e);
        } catch (BackupException e) {
            return RunOutcome.failed(e);
        }
    }

    private RunOutcome job(Backups backups, RunRequest request) throws InterruptedException {
        RunReport report = running.await(backups.start(request));
        return new RunOutcome(report.state(), report.failure());
    }

    private RunOutcome maintain(Backups backups, MaintenanceTask task, Schedule schedule, RunCause cause)
            throws InterruptedException {
        boolean good = true;
        if (task instanceof MaintenanceTask.Verify verify) {
            good = verify(backups, verify, schedule, cause);
        } else if (task instanceof MaintenanceTask.Expire) {
            running.await(backups.startExpire(backups.planExpire(List.of())));
        } else if (task instanceof MaintenanceTask.Sweep) {
            running.await(backups.startSweep());
        } else {
            good = running.await(backups.startRecover()).isClean();
        }
        return new RunOutcome(good ? RunState.SUCCEEDED : RunState.FAILED, null);
    }

    private boolean verify(Backups backups, MaintenanceTask.Verify verify, Schedule schedule, RunCause cause)
            throws InterruptedException {
        Instant now = clock.instant();
        Instant due = cause.dueAt() == null ? now : cause.dueAt();
        Instant next = schedule.nextAfter(due.isAfter(now) ? due : now).orElse(now.plus(WITHOUT_NEXT));
        Map<String, CatalogEntry> entries = new LinkedHashMap<>();
        for (CatalogEntry entry : backups.catalog().list(CatalogQuery.all())) {
            if (!entry.isDamaged()) {
                entries.put(entry.id().value(), entry);
            }
        }
        List<VerifyShare.Candidate> all =
                entries.values().stream().map(ComposedWork::candidate).toList();
        Map<VerificationLevel, List<BackupId>> chosen = new EnumMap<>(VerificationLevel.class);
        for (VerifyShare.Candidate candidate : VerifyShare.choose(all, verify.within(), now, next)) {
            CatalogEntry entry = entries.get(candidate.id());
            if (entry != null) {
                chosen.computeIfAbsent(level(entry, verify.level()), level -> new ArrayList<>())
                        .add(entry.id());
            }
        }
        boolean good = true;
        for (Map.Entry<VerificationLevel, List<BackupId>> some : chosen.entrySet()) {
            VerifyReport report = running.await(backups.startVerify(some.getValue(), some.getKey()));
            good &= report.isGood();
        }
        return good;
    }

    /** A lower proof than the one a backup has does not show in the catalog: such a backup would be chosen in every run. */
    private static VerificationLevel level(CatalogEntry entry, VerificationLevel asked) {
        Verification proof = entry.verification();
        boolean decoded = proof != null && proof.level().compareTo(VerificationLevel.DECODED) >= 0;
        return decoded ? VerificationLevel.DECODED : asked;
    }

    private static VerifyShare.Candidate candidate(CatalogEntry entry) {
        Verification proof = entry.verification();
        Instant since = proof == null ? entry.finishedAt() : proof.at();
        return new VerifyShare.Candidate(
                entry.id().value(), entry.bytes() * entry.copies().size(), since);
    }
}
