package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services of a real swarm of one node. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SwarmIT {

    private static OwnEngine own;
    private static TestEngine engine;

    private final TestRunContext context = new TestRunContext();

    @BeforeAll
    static void startASwarm() throws Exception {
        own = OwnEngine.start();
        engine = own.engine();
        engine.docker("swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1:2377");
        engine.docker(
                "service",
                "create",
                "--detach",
                "--no-resolve-image",
                "--name",
                "web",
                "--restart-delay",
                "100ms",
                TestEngine.IMAGE,
                "sh",
                "-c",
                "trap 'exit 0' TERM; while :; do sleep 0.1; done");
    }

    @AfterAll
    static void removeTheSwarm() throws Exception {
        if (own != null) {
            engine.tryDocker("swarm", "leave", "--force");
            own.close();
        }
    }

    @AfterEach
    void forget() {
        context.close();
    }

    /** The containers of the service that run. */
    private static List<String> running() {
        return engine.docker("ps", "--filter", "label=com.docker.swarm.service.name=web", "--format", "{{.Names}}")
                .lines()
                .toList();
    }

    private static String awaitRunning() throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (!running().isEmpty()) {
                return running().get(0);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(engine.docker("service", "ps", "web", "--no-trunc"));
    }

    @Test
    void a_container_of_a_service_is_refused_however_it_is_selected_and_goes_on() throws Exception {
        String task = awaitRunning();
        for (String selector : List.of(task, "label:com.docker.swarm.service.name=web")) {
            try (LifecycleHook hook = engine.hook("hold").stop(selector).open()) {
                assertThat(hook.check(context))
                        .extracting(Problem::code, Problem::message, Problem::hint)
                        .containsExactly(tuple(
                                "HF-CTR-006",
                                "container " + task + " belongs to a swarm, which would start another one for it",
                                "Pause it instead of stopping it, or scale its service by a command hook."));
                assertThat(catchThrowableOfType(RefusedException.class, () -> hook.enter(context))
                                .code())
                        .isEqualTo("HF-CTR-006");
            }
        }
        assertThat(context.undoRecords()).isEmpty();
        assertThat(running()).containsExactly(task);
    }

    /** Why it is refused. */
    @Test
    void the_swarm_starts_another_container_for_one_that_is_stopped() throws Exception {
        String task = awaitRunning();
        engine.docker("stop", "--time", "1", task);
        assertThat(awaitRunning()).isNotEqualTo(task);
    }

    @Test
    void a_container_of_a_service_is_paused_and_goes_on() throws Exception {
        String task = awaitRunning();
        try (LifecycleHook hook = engine.hook("hold").pause(task).open()) {
            assertThat(hook.check(context)).isEmpty();
            hook.enter(context);
            assertThat(engine.state(task)).isEqualTo("paused");
            hook.undo(context.undoRecords().get(0), context);
            assertThat(engine.runs(task)).isTrue();
        }
    }
}
