package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SchedulerStopTest {

    private static final String STARTER = "starter";

    @TempDir
    Path state;

    @Test
    void a_scheduler_that_is_stopped_while_it_starts_runs_nothing() throws Exception {
        HeldClock clock = new HeldClock();
        InMemoryStore store = new InMemoryStore("local");
        ExecutorService starter = Executors.newSingleThreadExecutor(work -> new Thread(work, STARTER));
        try (SchedulerDatabase database =
                        SchedulerDatabase.sqlite(state).clock(clock).build();
                Backups backups = Backups.builder()
                        .state(state)
                        .history(database.history())
                        .store("local", store.definition())
                        .job(Job.named("nightly")
                                .protect(ScriptedTarget.named("orders").definition())
                                .section(Schedule.daily("02:15")))
                        .build();
                BackupScheduler scheduler = BackupScheduler.on(database, backups)
                        .interval(Duration.ofMillis(20))
                        .build()) {
            Future<?> started = starter.submit(() -> {
                scheduler.start();
                return null;
            });
            assertThat(clock.reached.await(30, TimeUnit.SECONDS)).isTrue();
            scheduler.stop(Duration.ZERO);
            clock.released.countDown();
            started.get(30, TimeUnit.SECONDS);

            assertThat(scheduler.status().state()).isEqualTo(SchedulerStatus.State.STOPPED);
            assertThatNothingRuns();

            scheduler.start();
            assertThat(scheduler.status().state()).isEqualTo(SchedulerStatus.State.RUNNING);
            assertThat(threadsOfSchedulers()).isNotEmpty();
        } finally {
            starter.shutdownNow();
        }
        assertThatNothingRuns();
    }

    private static List<Thread> threadsOfSchedulers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("holdfast-(scheduler|due-.*)"))
                .toList();
    }

    private static void assertThatNothingRuns() throws InterruptedException {
        for (Thread thread : threadsOfSchedulers()) {
            thread.join(Duration.ofSeconds(20).toMillis());
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    /** The time of day, which the thread that starts the scheduler gets late. */
    private static final class HeldClock extends Clock {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().equals(STARTER)) {
                reached.countDown();
                try {
                    if (!released.await(30, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("not released");
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
