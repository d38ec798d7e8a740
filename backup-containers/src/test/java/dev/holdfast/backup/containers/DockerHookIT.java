package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.testkit.TestRunContext;
import org.junit.jupiter.api.Test;

class DockerHookIT extends ContainerHookBehaviour {

    @Override
    TestEngine connect() {
        return TestEngine.docker();
    }

    private TestRunContext stoppedAndBack(String container) throws Exception {
        TestRunContext context = new TestRunContext();
        try (LifecycleHook hook = hook().stop(container).open()) {
            hook.enter(context);
            hook.undo(context.undoRecords().get(0), context);
        }
        return context;
    }

    private String withHealthCheck(String check) {
        // Its second start differs from the first.
        return engine.start(
                "a",
                "[ ! -e /once ] || touch /second; touch /once; trap 'exit 0' TERM; while :; do sleep 0.1; done",
                "--health-cmd",
                check,
                "--health-interval",
                "200ms",
                "--health-retries",
                "1",
                "--health-timeout",
                "5s");
    }

    @Test
    void a_container_is_back_when_its_health_check_says_so() throws Exception {
        String a = withHealthCheck("test -e /once");
        try (TestRunContext context = stoppedAndBack(a)) {
            assertThat(engine.docker("inspect", "--format", "{{.State.Health.Status}}", a))
                    .isEqualTo("healthy");
            assertThat(context.problems()).isEmpty();
        }
    }

    @Test
    void a_container_that_is_not_healthy_behind_its_start_runs_and_is_an_error() throws Exception {
        String a = withHealthCheck("test ! -e /second");
        try (TestRunContext context = stoppedAndBack(a)) {
            assertThat(context.problems()).extracting(Problem::code).containsExactly("HF-CTR-012");
            assertThat(context.problems())
                    .extracting(Problem::message)
                    .containsExactly("container " + a + " was started but is not healthy: its health check fails");
            assertThat(engine.runs(a)).isTrue();
        }
    }
}
