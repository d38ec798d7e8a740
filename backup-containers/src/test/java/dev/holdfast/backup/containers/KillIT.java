package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.engine.Backups;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed with {@code kill -9} while they hold containers still. */
@Timeout(1800)
class KillIT {

    /** More of them with {@code -Dholdfast.kills=100}. */
    private static final int KILLS = Integer.getInteger("holdfast.kills", 4);

    @TempDir
    Path directory;

    private TestEngine engine;
    private String[] containers = {};

    @BeforeEach
    void startContainers() {
        engine = TestEngine.docker();
        String quick = engine.service("quick");
        // The engine kills it two seconds behind the request, whether whoever asked lives or not.
        String stubborn = engine.start("stubborn", "trap '' TERM; while :; do sleep 0.1; done");
        String last = engine.service("last");
        containers = new String[] {quick, stubborn, last};
    }

    @AfterEach
    void removeContainers() {
        engine.close();
    }

    private Process begun(String act) throws Exception {
        Process process = KilledHolder.start(directory, engine.host(), act, containers);
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        if (!KilledHolder.BEGUN.equals(line)) {
            throw new AssertionError("it said " + line + ": " + Files.readString(directory.resolve("log")));
        }
        return process;
    }

    private void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private void recover() {
        try (Backups later = KilledHolder.stranger(directory)) {
            assertThat(later.recover().problems()).isEmpty();
        }
    }

    private void assertAllRun(String when) throws InterruptedException {
        Map<String, String> expected = new TreeMap<>();
        for (String container : containers) {
            expected.put(container, "running");
        }
        assertThat(engine.states(containers)).as("%s", when).isEqualTo(expected);
    }

    /** A stop that the engine has not finished yet would show within its time. */
    private void assertAllStay(String when) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            assertAllRun(when);
            TimeUnit.MILLISECONDS.sleep(300);
        }
    }

    private void awaitState(String container, String state) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (engine.state(container).equals(state)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError(container + " is " + engine.state(container) + " and not " + state);
    }

    @Test
    void a_kill_within_a_stop_that_the_engine_finishes_leaves_nothing_stopped() throws Exception {
        Process process = begun("stop");
        awaitState(containers[0], "exited");
        // By now the second one is being stopped.
        TimeUnit.MILLISECONDS.sleep(300);
        kill(process);
        assertThat(engine.state(containers[1])).isEqualTo("running");
        recover();
        assertAllRun("behind the recovery");
        assertAllStay("for as long as a stop takes");
    }

    @Test
    void a_kill_in_the_pause_leaves_nothing_stopped() throws Exception {
        Process process = begun("stop");
        awaitState(containers[2], "exited");
        kill(process);
        recover();
        assertAllRun("behind the recovery");
    }

    @Test
    void a_kill_in_the_pause_leaves_nothing_paused() throws Exception {
        Process process = begun("pause");
        awaitState(containers[2], "paused");
        kill(process);
        recover();
        assertAllRun("behind the recovery");
    }

    @Test
    void a_kill_within_a_command_inside_a_container_leaves_nothing_running_there() throws Exception {
        Process process = begun("exec");
        for (int i = 0; i < 300 && !engine.inside(containers[0], "ps").contains("sleep 4715"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        kill(process);
        assertThat(engine.inside(containers[0], "ps"))
                .as("what outlives its client")
                .contains("sleep 4715");
        recover();
        assertThat(engine.inside(containers[0], "ps")).doesNotContain("sleep 4715");
        assertThat(engine.inside(containers[0], "ls /tmp/back")).isEqualTo("/tmp/back");
    }

    @Test
    void a_kill_at_any_moment_leaves_nothing_stopped() throws Exception {
        long seed = Long.getLong("holdfast.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int round = 1; round <= KILLS; round++) {
            String act = random.nextInt(4) == 0 ? "pause" : "stop";
            int delay = random.nextInt(act.equals("stop") ? 4000 : 1500);
            String when = act + " killed behind " + delay + " ms, round " + round + " of seed " + seed;
            Process process = begun(act);
            TimeUnit.MILLISECONDS.sleep(delay);
            kill(process);
            recover();
            assertAllRun(when);
            assertAllStay(when);
        }
    }
}
