package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.engine.Composition;
import dev.holdfast.backup.scheduler.internal.engine.OwnerJobs;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.ScheduleRows;
import dev.holdfast.backup.scheduler.internal.store.Schedules;
import dev.holdfast.backup.scheduler.internal.store.StoredSchedule;
import dev.holdfast.backup.spi.RunHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The schedules of a database as people and programs see and change them; needs no running scheduler. Thread-safe. */
final class ScheduleBook {

    static final int SHOWN = 5;

    private final Database database;
    private final Schedules schedules;
    private final Supplier<Composition> composition;
    private final RunHistory history;

    ScheduleBook(Database database, Supplier<Composition> composition, RunHistory history) {
        this.database = database;
        this.schedules = new Schedules(database);
        this.composition = composition;
        this.history = history;
    }

    ScheduleStatus add(String job, Schedule schedule, String by) {
        requireJob(job);
        ScheduleKey key = ScheduleKey.job(job);
        schedules.change(rows -> {
            rows.find(key).ifPresent(there -> {
                throw new RefusedException(Failure.of("HF-SCH-010", "job " + job + " has a schedule already")
                        .hint(
                                there.origin() == ScheduleOrigin.FILE
                                        ? "Change it in the configuration file."
                                        : "Update it, or remove it first."));
            });
            rows.put(key, ScheduleOrigin.RUNTIME, ScheduleSettings.toJson(schedule), schedule.enabled(), by);
            return true;
        });
        return get(key);
    }

    ScheduleStatus update(String job, Schedule schedule, String by) {
        requireJob(job);
        ScheduleKey key = ScheduleKey.job(job);
        schedules.change(rows -> {
            requireRuntime(rows, key);
            return rows.put(key, ScheduleOrigin.RUNTIME, ScheduleSettings.toJson(schedule), schedule.enabled(), by);
        });
        return get(key);
    }

    void remove(String job) {
        ScheduleKey key = ScheduleKey.job(job);
        schedules.change(rows -> {
            requireRuntime(rows, key);
            return rows.remove(key, ScheduleOrigin.RUNTIME);
        });
    }

    private static void requireRuntime(ScheduleRows rows, ScheduleKey key) {
        StoredSchedule there = rows.find(key).orElseThrow(() -> missing(key));
        if (there.origin() == ScheduleOrigin.FILE
                && rows.find(key, ScheduleOrigin.RUNTIME).isEmpty()) {
            throw new RefusedException(
                    Failure.of("HF-SCH-011", "the schedule of " + words(key) + " is the configuration file's")
                            .hint("Change it there; pausing it works from here too."));
        }
    }

    private static ConfigurationException missing(ScheduleKey key) {
        return new ConfigurationException(Failure.of("HF-SCH-014", words(key) + " has no schedule")
                .hint("schedule list shows those there are; schedule add makes one."));
    }

    private void requireJob(String job) {
        Composition now = composition.get();
        if (now.job(job).isEmpty()) {
            throw new ConfigurationException(Failure.of("HF-RUN-054", "there is no job \"" + job + "\"")
                    .hint("The jobs are: "
                            + String.join(
                                    ", ",
                                    now.backups().jobs().stream().map(Job::name).toList())
                            + "."));
        }
    }

    /** What was due while it was paused is not made up for: from now on. */
    ScheduleStatus pause(String name, boolean paused, String by) {
        ScheduleKey key = key(name);
        schedules.change(rows -> {
            if (rows.find(key).isEmpty()) {
                throw missing(key);
            }
            if (!paused) {
                rows.account(key, database.clock().instant());
            }
            return rows.pause(key, paused, by);
        });
        return get(key);
    }

    void pauseAll(boolean paused, String by) {
        Instant now = database.clock().instant();
        schedules.change(rows -> {
            boolean changed = rows.pauseAll(paused, by);
            if (!paused && changed) {
                rows.list().forEach(stored -> rows.account(stored.key(), now));
            }
            return changed;
        });
    }

    /** A job may be called as maintenance is; then the job is meant. */
    private ScheduleKey key(String name) {
        ScheduleKey job = ScheduleKey.job(name);
        ScheduleKey maintenance = ScheduleKey.maintenance(name);
        return schedules.find(job).isEmpty() && schedules.find(maintenance).isPresent() ? maintenance : job;
    }

    private ScheduleStatus get(ScheduleKey key) {
        return list().stream()
                .filter(status ->
                        status.kind().equals(key.kind()) && status.job().equals(key.name()))
                .filter(status -> status.state() != ScheduleStatus.State.SHADOWED)
                .findFirst()
                .orElseThrow(() -> missing(key));
    }

    Optional<ScheduleStatus> find(String name) {
        ScheduleKey key = key(name);
        return list().stream()
                .filter(status ->
                        status.kind().equals(key.kind()) && status.job().equals(key.name()))
                .findFirst();
    }

    List<ScheduleStatus> list() {
        boolean allPaused = schedules.isPaused();
        Set<ScheduleKey> counting = new HashSet<>();
        List<ScheduleStatus> all = new ArrayList<>();
        for (StoredSchedule stored : schedules.list()) {
            all.add(status(stored, allPaused, counting.add(stored.key())));
        }
        return all;
    }

    private ScheduleStatus status(StoredSchedule stored, boolean allPaused, boolean counts) {
        Instant now = database.clock().instant();
        Schedule schedule = ScheduleSettings.fromJson(stored.definition());
        ScheduleStatus.State state = state(stored, allPaused, counts);
        Instant accounted = stored.accountedUntil();
        Instant from = accounted != null && accounted.isAfter(now) ? accounted : now;
        List<Problem> problems = new ArrayList<>(schedule.warnings(now));
        if (state == ScheduleStatus.State.ORPHANED) {
            problems.add(new Problem(
                    Severity.WARNING,
                    "HF-SCH-012",
                    "the schedule of " + words(stored.key()) + " is for a job that no node has any more",
                    "Remove the schedule, or bring the job back."));
        }
        if (state == ScheduleStatus.State.SHADOWED) {
            problems.add(new Problem(
                    Severity.WARNING,
                    "HF-SCH-016",
                    words(stored.key()) + " has a schedule in the configuration file too, which counts",
                    "Remove one of the two."));
        }
        ScheduleKey key = stored.key();
        return new ScheduleStatus(
                key.kind(),
                key.name(),
                schedule,
                stored.origin(),
                state,
                stored.createdAt(),
                stored.changedAt(),
                stored.changedBy(),
                stored.node(),
                last(key, Set.of()).orElse(null),
                last(key, Set.of(RunState.SUCCEEDED, RunState.DEGRADED))
                        .map(RunRecord::finishedAt)
                        .orElse(null),
                state == ScheduleStatus.State.ACTIVE ? schedule.next(from, SHOWN) : List.of(),
                problems);
    }

    private static ScheduleStatus.State state(StoredSchedule stored, boolean allPaused, boolean counts) {
        if (!counts) {
            return ScheduleStatus.State.SHADOWED;
        } else if (stored.orphanedAt() != null) {
            return ScheduleStatus.State.ORPHANED;
        } else if (!stored.enabled()) {
            return ScheduleStatus.State.DISABLED;
        }
        return stored.paused() || allPaused ? ScheduleStatus.State.PAUSED : ScheduleStatus.State.ACTIVE;
    }

    private Optional<RunRecord> last(ScheduleKey key, Set<RunState> states) {
        RunKind kind = key.isJob() ? RunKind.BACKUP : RunKind.valueOf(key.kind().toUpperCase(java.util.Locale.ROOT));
        HistoryQuery query =
                HistoryQuery.ALL.ofKinds(Set.of(kind)).inStates(states).limitedTo(1);
        return history.page(key.isJob() ? query.ofJob(key.name()) : query).runs().stream()
                .findFirst();
    }

    /**
     * Brings the schedules that the configuration gives into the database: those that are new or changed, and away with those that this node gave
     * before and does not give any more. Says which jobs this node has, and which schedules are for jobs that no node has.
     */
    void adopt(String by) {
        Composition now = composition.get();
        Map<ScheduleKey, Schedule> given = now.schedules();
        OwnerJobs jobs = new OwnerJobs(database);
        jobs.say(now.backups().jobs());
        Set<String> known = jobs.known();
        schedules.change(rows -> {
            for (StoredSchedule stored : rows.list()) {
                boolean ours =
                        stored.origin() == ScheduleOrigin.FILE && stored.node().equals(database.node());
                if (ours && !given.containsKey(stored.key())) {
                    rows.remove(stored.key(), ScheduleOrigin.FILE);
                } else if (stored.key().isJob()) {
                    boolean orphan = !known.contains(stored.key().name());
                    if (!orphan && stored.orphanedAt() != null) {
                        // It was nobody's fault that nothing ran meanwhile; from now on.
                        rows.account(stored.key(), database.clock().instant());
                    }
                    rows.orphan(stored.key(), orphan);
                }
            }
            given.forEach((key, schedule) ->
                    rows.put(key, ScheduleOrigin.FILE, ScheduleSettings.toJson(schedule), schedule.enabled(), by));
            return true;
        });
    }

    List<Problem> differences() {
        return new OwnerJobs(database)
                .differences().stream()
                        .map(
                                difference -> new Problem(
                                        Severity.WARNING,
                                        "HF-SCH-020",
                                        "node " + difference.node() + " means something else by job "
                                                + difference.job(),
                                        "Give all nodes the same configuration; until then it depends on the node what a run backs up."))
                        .toList();
    }

    @Nullable String pausedBy() {
        return schedules.pausedBy().orElse(null);
    }

    private static String words(ScheduleKey key) {
        return key.isJob() ? "job " + key.name() : key.kind();
    }
}
