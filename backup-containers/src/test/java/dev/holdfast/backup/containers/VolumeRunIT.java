package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RecoveryReport;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.engine.RestorePlan;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.engine.RunHandle;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.engine.RunRequest;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs over volumes on a real engine: what is left behind a run, a cancel and a kill, and a restore around which a hook stops the container. */
@Timeout(120)
class VolumeRunIT {

    private static final String TARGET = "holdfast-it-uploads";

    @TempDir
    Path directory;

    private TestVolumes volumes;

    @BeforeEach
    void connect() {
        volumes = TestVolumes.docker();
    }

    @AfterEach
    void close() {
        if (volumes != null) {
            volumes.helpers(TARGET).forEach(volumes.engine()::remove);
            volumes.close();
        }
    }

    /** A process that backs a volume up through the engine, to be killed. */
    static final class Killed {

        private Killed() {}

        /** Arguments: the directory for state and store, the engine's endpoint, the volume. */
        public static void main(String[] arguments) throws InterruptedException {
            VolumeTarget target = VolumeTarget.named(TARGET)
                    .host(arguments[1])
                    .volume(arguments[2])
                    .helperImage(TestEngine.IMAGE)
                    .viaEngine();
            try (Backups backups =
                    backups(Path.of(arguments[0]), Job.named("nightly").protect(target))) {
                System.out.println(backups.run("nightly").state());
            }
        }
    }

    private static Backups backups(Path directory, Job job) {
        return Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("store")))
                .job(job)
                .build();
    }

    private VolumeTarget target(String volume) {
        return volumes.target(TARGET).volume(volume);
    }

    /** A volume that takes seconds to send, and no room. */
    private String slow() throws IOException {
        String volume = volumes.volume("slow");
        TestVolumes.shell(
                "truncate -s 20G \"$1/sparse\"", volumes.directory(volume).toString());
        return volume;
    }

    @Test
    void a_run_through_the_engine_leaves_nothing_but_its_backup() throws Exception {
        String volume = volumes.volume("live");
        Files.writeString(volumes.directory(volume).resolve("file"), "content");
        try (Backups backups =
                backups(directory, Job.named("nightly").protect(target(volume).viaEngine()))) {
            RunReport report = backups.run("nightly");
            assertThat(report.problems()).isEmpty();
            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(volumes.helpers(TARGET)).isEmpty();
            RecoveryReport recovery = backups.recover();
            assertThat(recovery.interrupted()).isEmpty();
            assertThat(recovery.undone()).isZero();
        }
    }

    @Test
    void a_run_that_is_cancelled_leaves_nothing() throws Exception {
        try (Backups backups =
                backups(directory, Job.named("nightly").protect(target(slow()).viaEngine()))) {
            RunHandle run = backups.start(RunRequest.of("nightly"));
            awaitHelper();
            run.cancel();
            RunReport report = run.await();
            assertThat(report.state()).isEqualTo(RunState.CANCELLED);
            assertThat(report.problems()).isEmpty();
            assertThat(volumes.helpers(TARGET)).isEmpty();
            assertThat(backups.recover().interrupted()).isEmpty();
        }
    }

    @Test
    void what_a_killed_process_leaves_is_removed_at_the_next_start() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString(),
                        volumes.engine().host(),
                        slow())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            awaitHelper();
        } finally {
            process.destroyForcibly();
            process.waitFor(30, TimeUnit.SECONDS);
        }
        assertThat(volumes.helpers(TARGET)).hasSize(1);
        // Somebody who knows neither the job nor the target.
        try (Backups backups = Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("store")))
                .build()) {
            RecoveryReport recovery = backups.recover();
            assertThat(recovery.problems()).isEmpty();
            assertThat(recovery.undone()).isEqualTo(1);
        }
        assertThat(volumes.helpers(TARGET)).isEmpty();
    }

    private void awaitHelper() throws InterruptedException {
        for (int i = 0; i < 600 && volumes.helpers(TARGET).isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void a_hook_stops_the_container_for_the_swap_and_for_the_rollback() throws Exception {
        String volume = volumes.volume("live");
        Path file = volumes.directory(volume).resolve("file");
        Files.writeString(file, "old");
        String container = volumes.engine().service("app", "--volume", volume + ":/data");
        Job bare = Job.named("nightly").protect(target(volume));
        BackupId backup;
        try (Backups backups = backups(directory, bare)) {
            backup = backups.run("nightly")
                    .orThrow()
                    .backups()
                    .get(0)
                    .backup()
                    .orElseThrow()
                    .id();
            Files.writeString(file, "new");
            RestorePlan plan = backups.planRestore(RestoreOptions.of(backup));
            RestoreReport refused = backups.restore(plan);
            BackupException failure = refused.failure();
            assertThat(failure).isNotNull();
            assertThat(failure.failure().code()).isEqualTo("HF-CTR-064");
            assertThat(failure.getMessage()).contains(container);
            assertThat(file).hasContent("new");
        }
        HookUse hook = HookUse.of(volumes.engine().hook("app").stop(container).stopTimeout(Duration.ofSeconds(1)))
                .during(HookPhase.RESTORE);
        try (Backups backups = backups(directory, bare.around(hook))) {
            RestoreReport restored = backups.restore(backups.planRestore(RestoreOptions.of(backup)))
                    .orThrow();
            assertThat(volumes.engine().inside(container, "cat /data/file")).isEqualTo("old");
            backups.rollback(restored.restore().id()).orThrow();
            assertThat(volumes.engine().inside(container, "cat /data/file")).isEqualTo("new");
        }
    }
}
