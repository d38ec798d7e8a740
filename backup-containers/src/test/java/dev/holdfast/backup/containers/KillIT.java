package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.containers.EngineProxy.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** All of them with {@code -Dholdfast.kills.steps=1000}. */
    private static final int STEPS = Integer.getInteger("holdfast.kills.steps", 8);

    /** Most of the time of a kill is spent in waiting for the engine. */
    private static final int LANES = 6;

    @TempDir
    Path directory;

    private final List<KillLane> opened = new ArrayList<>();
    private TestEngine engine;

    @BeforeEach
    void findTheEngine() {
        engine = TestEngine.docker();
    }

    @AfterEach
    void removeContainers() throws IOException {
        for (KillLane lane : opened) {
            lane.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    private KillLane lane(String name) throws IOException {
        KillLane lane = new KillLane(directory, engine, name);
        opened.add(lane);
        return lane;
    }

    private static void awaitState(KillLane lane, String container, String state) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (lane.engine().state(container).equals(state)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError(container + " is " + lane.engine().state(container) + " and not " + state);
    }

    @Test
    void a_kill_within_a_stop_that_the_engine_finishes_leaves_nothing_stopped() throws Exception {
        KillLane lane = lane("a");
        Process process = lane.begin("stop");
        awaitState(lane, lane.quick(), "exited");
        // By now the second one is being stopped.
        TimeUnit.MILLISECONDS.sleep(300);
        KillLane.kill(process);
        assertThat(engine.state(lane.stubborn())).isEqualTo("running");
        lane.recover();
        lane.assertAsBefore("behind the recovery");
        lane.assertStaysAsBefore("for as long as a stop takes");
    }

    @Test
    void a_kill_in_the_pause_leaves_nothing_stopped() throws Exception {
        KillLane lane = lane("a");
        Process process = lane.begin("stop");
        awaitState(lane, lane.last(), "exited");
        KillLane.kill(process);
        lane.recover();
        lane.assertAsBefore("behind the recovery");
    }

    @Test
    void a_kill_in_the_pause_leaves_nothing_paused() throws Exception {
        KillLane lane = lane("a");
        Process process = lane.begin("pause");
        awaitState(lane, lane.last(), "paused");
        KillLane.kill(process);
        lane.recover();
        lane.assertAsBefore("behind the recovery");
    }

    @Test
    void a_kill_within_a_command_inside_a_container_leaves_nothing_running_there() throws Exception {
        KillLane lane = lane("a");
        Process process = lane.begin("exec");
        for (int i = 0; i < 300 && !engine.inside(lane.quick(), "ps").contains("sleep 4715"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        KillLane.kill(process);
        assertThat(engine.inside(lane.quick(), "ps"))
                .as("what outlives its client")
                .contains("sleep 4715");
        lane.recover();
        assertThat(engine.inside(lane.quick(), "ps")).doesNotContain("sleep 4715");
        assertThat(engine.inside(lane.quick(), "ls /tmp/back")).isEqualTo("/tmp/back");
    }

    /** A moment of a run: a request to the engine, and when with respect to it. */
    private record Step(String act, int request, String line, Moment moment) {

        @Override
        public String toString() {
            return act + " killed " + moment + " request " + request + " (" + line + ")";
        }
    }

    /**
     * Between two requests the run's state and the engine's change only by what the run writes down. So a kill before each request, and behind the
     * answer to each that changes something, before the run hears of it, is a kill at every step; a stop takes time, so there is one in its middle.
     */
    private static List<Step> steps(KillLane lane, String act) throws Exception {
        lane.proxy().disarm();
        assertThat(KillLane.await(lane.begin(act)))
                .as("a run that nobody kills")
                .isTrue();
        lane.assertAsBefore("behind a run that nobody kills");
        List<Step> steps = new ArrayList<>();
        List<String> requests = lane.proxy().requests();
        for (int i = 0; i < requests.size(); i++) {
            String line = requests.get(i);
            steps.add(new Step(act, i, line, Moment.BEFORE));
            if (line.startsWith("POST")) {
                steps.add(new Step(act, i, line, Moment.BEHIND));
            }
            if (line.contains("/stop")) {
                steps.add(new Step(act, i, line, Moment.WITHIN));
            }
        }
        return steps;
    }

    private static void killAt(Step step, KillLane lane) throws Exception {
        // The deed may be due before this thread knows the process.
        var process = new CompletableFuture<Process>();
        lane.proxy().arm(step.request(), step.moment(), () -> KillLane.kill(process.join()));
        process.complete(lane.begin(step.act()));
        KillLane.await(process.join());
        lane.proxy().disarm();
        lane.recover();
        lane.assertAsBefore(step + ", behind the recovery");
        lane.assertStaysAsBefore(step + ", for as long as a stop takes");
    }

    @Test
    void a_kill_at_any_step_leaves_everything_as_it_was() throws Exception {
        long seed = Long.getLong("holdfast.seed", new Random().nextLong());
        List<KillLane> lanes = lanes();
        List<Step> steps = new ArrayList<>(steps(lanes.get(0), "stop"));
        steps.addAll(steps(lanes.get(0), "pause"));
        if (STEPS < steps.size()) {
            Collections.shuffle(steps, new Random(seed));
        }
        System.out.println(
                "kills at " + Math.min(STEPS, steps.size()) + " of " + steps.size() + " steps, seed " + seed);
        Queue<Step> left = new ConcurrentLinkedQueue<>(steps.subList(0, Math.min(STEPS, steps.size())));
        inEach(lanes, lane -> {
            for (Step step = left.poll(); step != null; step = left.poll()) {
                killAt(step, lane);
            }
        });
    }

    @Test
    void a_kill_at_any_moment_leaves_everything_as_it_was() throws Exception {
        long seed = Long.getLong("holdfast.seed", new Random().nextLong());
        Queue<Integer> rounds = new ConcurrentLinkedQueue<>();
        for (int round = 1; round <= KILLS; round++) {
            rounds.add(round);
        }
        inEach(lanes(), lane -> {
            for (Integer round = rounds.poll(); round != null; round = rounds.poll()) {
                Random random = new Random(seed + round);
                String act = random.nextInt(4) == 0 ? "pause" : "stop";
                int delay = random.nextInt(act.equals("stop") ? 5000 : 2000);
                String when = act + " killed behind " + delay + " ms, round " + round + " of seed " + seed;
                Process process = lane.begin(act);
                TimeUnit.MILLISECONDS.sleep(delay);
                KillLane.kill(process);
                lane.recover();
                lane.assertAsBefore(when);
                lane.assertStaysAsBefore(when);
            }
        });
    }

    private List<KillLane> lanes() throws Exception {
        TestEngine.requireFirstJdk();
        List<KillLane> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(lane("lane" + i));
        }
        return lanes;
    }

    private interface Work {
        void on(KillLane lane) throws Exception;
    }

    private static void inEach(List<KillLane> lanes, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(lanes.size());
        try {
            List<Future<?>> begun = new ArrayList<>();
            for (KillLane lane : lanes) {
                begun.add(threads.submit(() -> {
                    work.on(lane);
                    return null;
                }));
            }
            for (Future<?> one : begun) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
