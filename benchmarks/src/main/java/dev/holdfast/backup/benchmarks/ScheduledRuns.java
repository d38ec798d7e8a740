package dev.holdfast.backup.benchmarks;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.event.BackupEvent;
import dev.holdfast.backup.event.RunFinished;
import dev.holdfast.backup.event.RunStarted;
import dev.holdfast.backup.files.FilesTarget;
import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.scheduler.BackupScheduler;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.SchedulerDatabase;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.ManualClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Many jobs that are due at one instant, run by the scheduler over its embedded database; and the same jobs run by as many threads without
 * scheduler and database. Each has a target of one small file.
 */
final class ScheduledRuns {

    private static final Instant DUE = Instant.parse("2026-11-20T02:15:00Z");

    private ScheduledRuns() {}

    /**
     * {@code WORK JOBS THREADS}; prints the seconds of both, how many runs went on at once at most, how many the history has, and how many
     * megabytes were alive when half of the runs were over.
     */
    public static void main(String[] arguments) throws Exception {
        Path work = Path.of(arguments[0]);
        int jobs = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        Path tiny = Files.createDirectories(work.resolve("tiny"));
        Files.writeString(tiny.resolve("file"), "the same content in every backup");
        // The second of two finds the JVM warm: each is measured behind a round of its own kind.
        direct(work.resolve("direct-warm"), tiny, jobs, threads);
        double direct = direct(work.resolve("direct"), tiny, jobs, threads);
        // Looked at in the round that is not timed, since a look takes its time.
        Result warm = scheduled(work.resolve("scheduled-warm"), tiny, jobs, threads, true);
        Result scheduled = scheduled(work.resolve("scheduled"), tiny, jobs, threads, false);
        System.out.println(String.format(
                Locale.ROOT,
                "%.3f %.3f %d %d %.1f",
                direct,
                scheduled.seconds,
                scheduled.atOnce,
                scheduled.remembered,
                warm.aliveMegabytes));
    }

    private record Result(double seconds, int atOnce, int remembered, double aliveMegabytes) {}

    private static BackupsBuilder builder(Path work, Path tiny, int jobs, @Nullable Schedule schedule) {
        BackupsBuilder builder = Backups.builder()
                .state(work.resolve("state"))
                .clock(ManualClock.at(DUE))
                .store("local", DirectoryStore.at(work.resolve("store")));
        for (int i = 0; i < jobs; i++) {
            Job job = Job.named("job-" + i)
                    .protect(FilesTarget.named("target-" + i).path(tiny));
            builder.job(schedule == null ? job : job.section(schedule));
        }
        return builder;
    }

    private static double direct(Path work, Path tiny, int jobs, int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Backups backups = builder(work, tiny, jobs, null).build()) {
            long start = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                String name = "job-" + i;
                all.add(pool.submit(() -> backups.run(name).orThrow()));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            pool.shutdownNow();
        }
    }

    /** Counts the runs that go on. */
    private static final class Gauge {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger over = new AtomicInteger();

        void see(BackupEvent event) {
            if (event instanceof RunStarted) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
            } else if (event instanceof RunFinished finished) {
                if (finished.state() != RunState.SUCCEEDED) {
                    throw new IllegalStateException("a run ended as " + finished);
                }
                now.decrementAndGet();
                over.incrementAndGet();
            }
        }
    }

    private static double aliveMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static Result scheduled(Path work, Path tiny, int jobs, int threads, boolean looked) throws Exception {
        ManualClock clock = ManualClock.at(DUE.minus(Duration.ofMinutes(5)));
        Gauge gauge = new Gauge();
        try (SchedulerDatabase database = SchedulerDatabase.sqlite(work.resolve("state"))
                        .clock(clock)
                        .build();
                Backups backups = builder(work, tiny, jobs, Schedule.daily("02:15"))
                        .clock(clock)
                        .history(database.history())
                        .listener(gauge::see)
                        .build();
                BackupScheduler scheduler =
                        BackupScheduler.on(database, backups).threads(threads).build()) {
            scheduler.start();
            long start = System.nanoTime();
            clock.set(DUE);
            double alive = 0;
            while (gauge.over.get() < jobs || scheduler.status().running() > 0) {
                if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(10)) {
                    throw new IOException("after ten minutes " + gauge.over.get() + " of " + jobs + " runs are over");
                }
                if (looked && alive == 0 && gauge.over.get() >= jobs / 2) {
                    alive = aliveMegabytes();
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Result(seconds, gauge.most.get(), remembered(backups), alive);
        }
    }

    private static int remembered(Backups backups) {
        int ended = 0;
        @Nullable HistoryCursor place = null;
        do {
            HistoryQuery query = HistoryQuery.ALL.limitedTo(HistoryQuery.LARGEST_PAGE);
            HistoryPage page = backups.history(place == null ? query : query.after(place));
            ended += (int) page.runs().stream()
                    .filter(run -> run.state() == RunState.SUCCEEDED
                            && DUE.equals(run.cause().dueAt()))
                    .count();
            place = page.next();
        } while (place != null);
        return ended;
    }
}
