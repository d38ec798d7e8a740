package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.HookException;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine of the test's own, which is stopped, killed or made to hang while a hook holds a container. */
@Timeout(180)
class EngineStoppedIT {

    private Path directory = Path.of("");
    private TestEngine engine;
    private Process daemon;
    private final TestRunContext context = new TestRunContext().clock(Clock.systemUTC());

    @BeforeEach
    void startAnEngine() throws Exception {
        TestEngine common = TestEngine.docker();
        if (!System.getProperty("user.name").equals("root")
                || TestEngine.run(List.of("dockerd", "--version")).exitCode() != 0) {
            Assumptions.abort("only root can start an engine of its own, where one is installed");
        }
        // Sockets have short names.
        directory = Files.createTempDirectory(Path.of("/tmp"), "hf-engine");
        engine = TestEngine.at("unix://" + directory.resolve("s"));
        startDaemon();
        Path image = directory.resolve("image.tar");
        common.docker("save", "--output", image.toString(), TestEngine.IMAGE);
        engine.docker("load", "--input", image.toString());
    }

    private void startDaemon() throws Exception {
        // What dockerd had started is killed with it; where nobody waits for such a one, its number still looks alive.
        Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
        // In a network of its own: an engine without a bridge removes that of the other engine.
        daemon = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "dockerd",
                        "--host",
                        engine.host(),
                        "--data-root",
                        directory.resolve("data").toString(),
                        "--exec-root",
                        directory.resolve("exec").toString(),
                        "--pidfile",
                        directory.resolve("pid").toString(),
                        "--bridge",
                        "none",
                        "--iptables=false",
                        "--storage-driver",
                        "vfs")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        for (int i = 0; i < 300; i++) {
            if (engine.tryDocker("version").exitCode() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("the engine does not start: " + Files.readString(directory.resolve("log")));
    }

    private void end(String signal) throws InterruptedException {
        TestEngine.run(List.of("kill", signal, Long.toString(daemon.pid())));
        assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void removeTheEngine() throws Exception {
        if (daemon == null) {
            return;
        }
        engine.close();
        if (daemon.isAlive()) {
            end("-TERM");
        }
        // The engine mounts its own directory.
        String script = "awk -v d=" + directory
                + "/ 'index($2, d) == 1 { print $2 }' /proc/mounts | xargs -r umount -l; rm -rf " + directory;
        assertThat(TestEngine.run(List.of("sh", "-c", script)).exitCode()).isZero();
        context.close();
    }

    private DockerHook hook(String container) {
        return engine.hook("hold").stopTimeout(Duration.ofSeconds(2)).stop(container);
    }

    private void undo(DockerHook hook, TestRunContext in) throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            try (LifecycleHook opened = hook.open()) {
                opened.undo(record, in);
            }
        }
    }

    @Test
    void a_container_comes_back_when_its_engine_is_back() throws Exception {
        String a = engine.service("a");
        try (LifecycleHook opened = hook(a).open()) {
            opened.enter(context);
        }
        end("-TERM");
        assertThatThrownBy(() -> undo(hook(a), context))
                .isInstanceOf(HookException.class)
                .hasMessageStartingWith("no engine answers at " + engine.host() + ": ")
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-CTR-001");
        startDaemon();
        undo(hook(a), context);
        assertThat(engine.runs(a)).isTrue();
    }

    @Test
    void an_engine_that_ends_within_a_stop_fails_the_enter_and_the_container_comes_back_with_it() throws Exception {
        String a = engine.start("a", "trap '' TERM; while :; do sleep 0.1; done");
        context.onUndo(record -> killSoon());
        try (LifecycleHook opened = hook(a).stopTimeout(Duration.ofSeconds(5)).open()) {
            assertThatThrownBy(() -> opened.enter(context))
                    .isInstanceOf(HookException.class)
                    .extracting(e -> ((HookException) e).code())
                    .isEqualTo("HF-CTR-001");
        }
        assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
        startDaemon();
        undo(hook(a), context);
        assertThat(engine.runs(a)).isTrue();
    }

    private void killSoon() {
        Thread thread = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(700);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    daemon.destroyForcibly();
                },
                "holdfast-test-kill");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void an_engine_that_hangs_is_told_within_the_time_of_the_act() throws Exception {
        String a = engine.service("a");
        TestEngine.run(List.of("kill", "-STOP", Long.toString(daemon.pid())));
        try (TestRunContext brief = new TestRunContext().deadline(Duration.ofSeconds(2));
                LifecycleHook opened = hook(a).open()) {
            assertThatThrownBy(() -> opened.enter(brief))
                    .isInstanceOf(HookException.class)
                    .hasMessageStartingWith("the engine at " + engine.host() + " did not answer within ")
                    .extracting(e -> ((HookException) e).code())
                    .isEqualTo("HF-CTR-003");
        } finally {
            TestEngine.run(List.of("kill", "-CONT", Long.toString(daemon.pid())));
        }
        assertThat(engine.runs(a)).isTrue();
    }
}
