package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.engine.Composition;
import dev.holdfast.backup.scheduler.internal.engine.OwnerJobs;
import dev.holdfast.backup.scheduler.internal.store.LastRuns;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.ScheduleRows;
import dev.holdfast.backup.scheduler.internal.store.Schedules;
import dev.holdfast.backup.scheduler.internal.store.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The schedules of a database as people and programs see and change them; needs no running scheduler. Thread-safe. */
final class ScheduleBook {

    static final int SHOWN = 5;

    private static final Comparator<ScheduleKey> ORDER = Comparator.comparing((ScheduleKey key) -> !key.isJob())
            .thenComparing(ScheduleKey::kind)
            .thenComparing(ScheduleKey::name);

    private final Database database;
    private final Schedules schedules;
    private final Supplier<Composition> composition;
    private final LastRuns lastRuns;

    ScheduleBook(Database database, Supplier<Composition> composition) {
        this.database = database;
        this.schedules = new Schedules(database);
        this.composition = composition;
        this.lastRuns = new LastRuns(database);
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

    private void requireRuntime(ScheduleRows rows, ScheduleKey key) {
        if (rows.find(key, ScheduleOrigin.RUNTIME).isPresent()) {
            return;
        }
        if (rows.find(key).isEmpty() && !composition.get().schedules().containsKey(key)) {
            throw missing(key);
        } else {
            throw new RefusedException(
                    Failure.of("HF-SCH-011", "the schedule of " + words(key) + " is the configuration file's")
                            .hint("Change it there; pausing it works from here too.")
                            .with("job", key.name()));
        }
    }

    private ConfigurationException missing(ScheduleKey key) {
        boolean known = !key.isJob() || composition.get().job(key.name()).isPresent();
        return known
                ? new ConfigurationException(Failure.of("HF-SCH-014", words(key) + " has no schedule")
                        .hint("Give it one by \"schedule add\", or in the configuration.")
                        .with("job", key.name()))
                : new ConfigurationException(Failure.of("HF-SCH-014", "there is no schedule of \"" + key.name() + "\"")
                        .hint("\"schedule list\" shows those there are.")
                        .with("job", key.name()));
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

    /** What was due while it was paused is not made up for: from now on. One that the configuration gives need not be in the database yet. */
    ScheduleStatus pause(String name, boolean paused, String by) {
        ScheduleKey key = key(name);
        schedules.change(rows -> {
            if (rows.find(key).isEmpty()) {
                Schedule given = composition.get().schedules().get(key);
                if (given == null) {
                    throw missing(key);
                }
                rows.put(key, ScheduleOrigin.FILE, ScheduleSettings.toJson(given), given.enabled(), by);
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
        return !isThere(job) && isThere(maintenance) ? maintenance : job;
    }

    private boolean isThere(ScheduleKey key) {
        return composition.get().schedules().containsKey(key)
                || schedules.find(key).isPresent();
    }

    private ScheduleStatus get(ScheduleKey key) {
        return find(key).orElseThrow(() -> missing(key));
    }

    Optional<ScheduleStatus> find(String name) {
        return find(key(name));
    }

    private Optional<ScheduleStatus> find(ScheduleKey key) {
        Look look = look(Map.of(key, lastRuns.of(key)));
        Optional<StoredSchedule> stored = schedules.find(key);
        Schedule given = look.given().get(key);
        if (given != null
                && stored.filter(one -> one.origin() == ScheduleOrigin.FILE).isEmpty()) {
            return Optional.of(
                    look.untaken(key, given, stored.map(StoredSchedule::paused).orElse(false)));
        }
        return stored.map(one -> look.status(one, true));
    }

    /** Jobs come first, by name, then maintenance; of two schedules of a job the one that counts comes first. */
    List<ScheduleStatus> list() {
        Look look = look(lastRuns.ofAll());
        Map<ScheduleKey, List<StoredSchedule>> rows = new TreeMap<>(ORDER);
        schedules
                .list()
                .forEach(stored -> rows.computeIfAbsent(stored.key(), key -> new ArrayList<>())
                        .add(stored));
        look.given().keySet().forEach(key -> rows.computeIfAbsent(key, none -> new ArrayList<>()));
        List<ScheduleStatus> all = new ArrayList<>();
        rows.forEach((key, stored) -> {
            boolean counts = true;
            Schedule given = look.given().get(key);
            if (given != null && (stored.isEmpty() || stored.get(0).origin() != ScheduleOrigin.FILE)) {
                all.add(look.untaken(
                        key, given, !stored.isEmpty() && stored.get(0).paused()));
                counts = false;
            }
            for (StoredSchedule one : stored) {
                all.add(look.status(one, counts));
                counts = false;
            }
        });
        return all;
    }

    private Look look(Map<ScheduleKey, LastRuns.Last> lastRuns) {
        Composition now = composition.get();
        Set<String> jobs = new HashSet<>(new OwnerJobs(database).known());
        now.backups().jobs().forEach(job -> jobs.add(job.name()));
        return new Look(database.clock().instant(), schedules.isPaused(), jobs, now.schedules(), lastRuns);
    }

    /**
     * What is looked up once for all schedules.
     *
     * @param now the instant
     * @param allPaused whether all is paused
     * @param jobs the jobs that a living node has, or this process
     * @param given the schedules that the configuration gives
     * @param lastRuns what was run last
     */
    private record Look(
            Instant now,
            boolean allPaused,
            Set<String> jobs,
            Map<ScheduleKey, Schedule> given,
            Map<ScheduleKey, LastRuns.Last> lastRuns) {

        /** Of one that the configuration gives and the database does not have yet, as it will be once a scheduler has seen it. */
        ScheduleStatus untaken(ScheduleKey key, Schedule schedule, boolean paused) {
            ScheduleStatus.State state = !schedule.enabled()
                    ? ScheduleStatus.State.DISABLED
                    : paused || allPaused ? ScheduleStatus.State.PAUSED : ScheduleStatus.State.ACTIVE;
            return status(key, schedule, ScheduleOrigin.FILE, state, null, now);
        }

        ScheduleStatus status(StoredSchedule stored, boolean counts) {
            Instant accounted = stored.accountedUntil();
            return status(
                    stored.key(),
                    ScheduleSettings.fromJson(stored.definition()),
                    stored.origin(),
                    state(stored, counts),
                    stored,
                    accounted != null && accounted.isAfter(now) ? accounted : now);
        }

        private ScheduleStatus status(
                ScheduleKey key,
                Schedule schedule,
                ScheduleOrigin origin,
                ScheduleStatus.State state,
                @Nullable StoredSchedule stored,
                Instant from) {
            LastRuns.Last last = lastRuns.getOrDefault(key, LastRuns.NONE);
            List<Problem> problems = new ArrayList<>();
            for (Problem warning : schedule.warnings(now)) {
                problems.add(new Problem(
                        warning.severity(), warning.code(), words(key) + ": " + warning.message(), warning.hint()));
            }
            if (state == ScheduleStatus.State.ORPHANED) {
                problems.add(orphaned(key, origin));
            } else if (state == ScheduleStatus.State.SHADOWED) {
                problems.add(shadowed(key));
            }
            return new ScheduleStatus(
                    key.kind(),
                    key.name(),
                    schedule,
                    origin,
                    state,
                    stored == null ? now : stored.createdAt(),
                    stored == null ? now : stored.changedAt(),
                    stored == null ? "" : stored.changedBy(),
                    stored == null ? "" : stored.node(),
                    last.run(),
                    last.backup(),
                    state == ScheduleStatus.State.ACTIVE ? schedule.next(from, SHOWN) : List.of(),
                    problems);
        }

        private ScheduleStatus.State state(StoredSchedule stored, boolean counts) {
            ScheduleKey key = stored.key();
            if (!counts) {
                return ScheduleStatus.State.SHADOWED;
            } else if (stored.orphanedAt() != null || (key.isJob() && !jobs.contains(key.name()))) {
                return ScheduleStatus.State.ORPHANED;
            } else if (!stored.enabled()) {
                return ScheduleStatus.State.DISABLED;
            }
            return stored.paused() || allPaused ? ScheduleStatus.State.PAUSED : ScheduleStatus.State.ACTIVE;
        }
    }

    private static Problem orphaned(ScheduleKey key, ScheduleOrigin origin) {
        return new Problem(
                Severity.WARNING,
                "HF-SCH-012",
                "the schedule of " + words(key) + " is for a job that no node has any more",
                origin == ScheduleOrigin.RUNTIME
                        ? "Remove the schedule, or bring the job back."
                        : "Bring the job back, or leave it: the node whose file had it drops it at its next start.");
    }

    private static Problem shadowed(ScheduleKey key) {
        return new Problem(
                Severity.WARNING,
                "HF-SCH-016",
                words(key) + " has a schedule in the configuration file too, which counts",
                "Remove one of the two.");
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

    /** From where this process stands; one that runs nothing tells what others differ in. */
    List<Problem> differences() {
        OwnerJobs jobs = new OwnerJobs(database);
        List<Problem> own = jobs.differences().stream()
                .map(one -> differing("node " + one.node() + " means something else by job " + one.job()))
                .toList();
        if (!own.isEmpty()) {
            return own;
        }
        return jobs.disagreements().stream()
                .map(one -> differing((one.node().equals(one.other())
                                ? "two processes of node " + one.node()
                                : "nodes " + one.node() + " and " + one.other())
                        + " mean different things by job " + one.job()))
                .toList();
    }

    private static Problem differing(String message) {
        return new Problem(
                Severity.WARNING,
                "HF-SCH-020",
                message,
                "Give all nodes the same configuration; until then it depends on the node what a run backs up.");
    }

    @Nullable String pausedBy() {
        return schedules.pausedBy().orElse(null);
    }

    private static String words(ScheduleKey key) {
        return key.isJob() ? "job " + key.name() : key.kind();
    }
}
