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
        engine.close();
    }

    private boolean allRunWithin(int seconds, String... containers) throws InterruptedException {
        for (int i = 0; i < seconds * 10; i++) {
            if (engine.states(containers).values().stream().allMatch("running"::equals)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return false;
    }

    @Test
    void containers_run_again_at_the_end_of_max_pause_though_the_capture_goes_on() throws Exception {
        String[] containers = {engine.service("a"), engine.service("b"), engine.service("c")};
        AtomicBoolean rested = new AtomicBoolean();
        AtomicBoolean back = new AtomicBoolean();
        ScriptedTarget slow = ScriptedTarget.named("orders").put("1.json", "{}");
        slow.onCapture(ScriptedTarget.documents(slow)).onCapture((sink, context) -> {
            rested.set(engine.states(containers).values().stream().allMatch("exited"::equals));
            // A tool that heeds neither a cancel nor an interrupt.
            Thread watching = new Thread(() -> {
                try {
                    back.set(allRunWithin(60, containers));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            watching.start();
            while (watching.isAlive()) {
                try {
                    watching.join();
                } catch (InterruptedException e) {
                    // Not yet.
                }
            }
        });
        Job job = Job.named("nightly")
                .protect(slow.definition())
                .around(HookUse.of(engine.hook("hold").stop(containers)).maxPause(MAX_PAUSE));
        try (Backups backups = Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("store")))
                .job(job)
                .build()) {
            RunReport report = backups.run("nightly");
            assertThat(rested).as("they rested when the capture began").isTrue();
            assertThat(back).as("they ran before the capture ended").isTrue();
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.failure()).isNotNull();
            assertThat(report.failure().code()).isEqualTo("HF-HOK-003");
            assertThat(report.failure()).hasMessageContaining("longer than max-pause");
            assertThat(report.pauses())
                    .hasSize(3)
                    .allSatisfy(pause -> assertThat(pause.length()).isPositive());
            assertThat(backups.catalog().list(CatalogQuery.all())).isEmpty();
        }
        assertThat(engine.states(containers).values()).containsOnly("running");
    }
}
