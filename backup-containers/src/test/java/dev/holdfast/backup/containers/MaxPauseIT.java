package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bound of a pause, for real. */
@Timeout(120)
class MaxPauseIT {

    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private TestEngine engine;

    @BeforeEach
    void findTheEngine() {
        engine = TestEngine.docker();
    }

    @AfterEach
    void removeContainers() {
        if (engine != null) {
            engine.close();
        }
    }

    private boolean allRunWithin(int seconds, String... containers) {
        for (int i = 0; i < seconds * 10; i++) {
            if (engine.states(containers).values().stream().allMatch("running"::equals)) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return false;
    }

    /** A tool that heeds neither a cancel nor an interrupt: it ends when it is done. */
    private static void awaitEnd(Thread work) {
        work.start();
        while (work.isAlive()) {
            try {
                work.join();
            } catch (InterruptedException e) {
                // Not yet.
            }
        }
    }

    private Job job(String name, ScriptedTarget target, Duration maxPause, String... containers) {
        return Job.named(name)
                .protect(target.definition())
                .around(HookUse.of(engine.hook("hold").pause(containers)).maxPause(maxPause));
    }

    @Test
    void containers_run_again_at_the_end_of_max_pause_though_the_capture_goes_on() throws Exception {
        String[] containers = {engine.service("a"), engine.service("b"), engine.service("c")};
        AtomicBoolean captured = new AtomicBoolean();
        AtomicBoolean back = new AtomicBoolean();
        ScriptedTarget quick = ScriptedTarget.named("quick").onCapture(ScriptedTarget.artifact("data", new byte[] {1}));
        ScriptedTarget slow = ScriptedTarget.named("slow");
        slow.onCapture(ScriptedTarget.artifact("data", new byte[] {1})).onCapture((sink, context) -> {
            // Their enter has made sure that all of them rest.
            captured.set(true);
            awaitEnd(new Thread(() -> back.set(allRunWithin(60, containers))));
        });
        try (Backups backups = Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("store")))
                .job(job("first", quick, Duration.ofMinutes(1), containers))
                .job(job("nightly", slow, MAX_PAUSE, containers))
                .build()) {
            // The first one loads all that the second needs, so that its two seconds are of the pause.
            backups.run("first").orThrow();
            RunReport report = backups.run("nightly");
            assertThat(captured).isTrue();
            assertThat(back).as("they ran before the capture ended").isTrue();
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.failure()).isNotNull();
            assertThat(report.failure().code()).isEqualTo("HF-HOK-003");
            assertThat(report.failure()).hasMessageContaining("longer than max-pause");
            assertThat(report.pauses()).hasSize(3);
            assertThat(backups.catalog().list(CatalogQuery.all()))
                    .extracting(backup -> backup.id().value())
                    .allMatch(id -> id.startsWith("quick_"));
        }
        assertThat(engine.states(containers).values()).containsOnly("running");
    }
}
