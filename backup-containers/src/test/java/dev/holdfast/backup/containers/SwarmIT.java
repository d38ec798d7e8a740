package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
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
        TestEngine.requireFirstJdk();
        own = OwnEngine.start();
        engine = own.engine();
        engine.docker("swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1:2377");
        engine.docker(
                "service",
                "create",
                "--detach",
                "--no-resolve-image",
                "--replicas",
                "0",
                "--name",
                "idle",
                TestEngine.IMAGE);
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
                                "Pause it instead of stopping it, or let a hook scale its service."));
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

    private LifecycleHook scale(String... services) {
        return engine.hook("hold").scale(services).open();
    }

    private static String replicas(String service) {
        return engine.docker("service", "inspect", "--format", "{{.Spec.Mode.Replicated.Replicas}}", service);
    }

    /** As a recovery in another process does: with nothing but the record. */
    private static void undo(TestRunContext context) throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            try (LifecycleHook again = new DockerHookProvider()
                    .create(record.owner().name(), record.settings())
                    .open()) {
                again.undo(record, context);
            }
        }
    }

    @Test
    void services_are_scaled_to_none_and_back_to_as_many_as_they_had() throws Exception {
        engine.docker("service", "scale", "--detach", "web=2");
        try (LifecycleHook hook = scale("web", "idle")) {
            assertThat(hook.check(context)).isEmpty();
            hook.enter(context);
            assertThat(running()).isEmpty();
            assertThat(context.undoRecords())
                    .extracting(UndoRecord::resource)
                    .containsExactly("service:web@" + engine.host());
            assertThat(context.claims())
                    .containsExactly("service:web@" + engine.host(), "service:idle@" + engine.host());
            assertThat(hook.disturbance(context.undoRecords().get(0), context)).isEmpty();
        }
        undo(context);
        assertThat(running()).hasSize(2);
        assertThat(replicas("idle")).isEqualTo("0");
        undo(context);
        assertThat(running()).hasSize(2);
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void a_second_run_joins_the_pause_and_knows_how_many_there_were() throws Exception {
        awaitRunning();
        String before = replicas("web");
        try (LifecycleHook hook = scale("web")) {
            hook.enter(context);
            try (TestRunContext second =
                    new TestRunContext().pausedByAnother(context.undoRecords().get(0))) {
                hook.enter(second);
                undo(second);
            }
        }
        assertThat(replicas("web")).isEqualTo(before);
        assertThat(running()).isNotEmpty();
    }

    @Test
    void a_service_that_somebody_scales_or_changes_in_the_pause_is_told() throws Exception {
        awaitRunning();
        try (LifecycleHook hook = scale("web")) {
            hook.enter(context);
            engine.docker("service", "update", "--detach", "--label-add", "seen=yes", "web");
            assertThat(hook.disturbance(context.undoRecords().get(0), context))
                    .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("HF-CTR-019"));
            engine.docker("service", "scale", "--detach", "web=1");
            assertThat(hook.disturbance(context.undoRecords().get(0), context)).isPresent();
        }
        undo(context);
        assertThat(replicas("web")).isEqualTo("1");
    }

    /** As behind a kill of our process: the request was sent, and arrives when the service was believed untouched. */
    @Test
    void a_request_that_arrives_behind_the_undo_is_refused_by_the_swarm() throws Exception {
        awaitRunning();
        context.onUndo(record -> {
            throw new IllegalStateException("killed behind the record");
        });
        try (LifecycleHook hook = scale("web")) {
            assertThat(catchThrowableOfType(IllegalStateException.class, () -> hook.enter(context)))
                    .isNotNull();
        }
        String seen = engine.docker("service", "inspect", "--format", "{{.Version.Index}}", "web");
        String down = engine.docker("service", "inspect", "--format", "{{json .Spec}}", "web")
                .replaceAll("\"Replicas\":\\d+", "\"Replicas\":0");
        undo(context);
        String answer = own.post("/v1.41/services/web/update?version=" + seen, down);
        assertThat(answer).startsWith("HTTP/1.0 500").contains("update out of sequence");
        assertThat(replicas("web")).isNotEqualTo("0");
        assertThat(running()).isNotEmpty();
        String now = engine.docker("service", "inspect", "--format", "{{.Version.Index}}", "web");
        assertThat(own.post("/v1.41/services/web/update?version=" + now, down))
                .as("the same request, had it come before")
                .startsWith("HTTP/1.0 200");
        engine.docker("service", "scale", "--detach", "web=1");
    }

    @Test
    void services_that_are_not_there_or_have_no_number_are_refused_and_one_that_was_removed_is_told() throws Exception {
        engine.docker(
                "service",
                "create",
                "--detach",
                "--no-resolve-image",
                "--mode",
                "global",
                "--name",
                "each",
                TestEngine.IMAGE,
                "sleep",
                "9");
        try (LifecycleHook hook = scale("gone", "each")) {
            assertThat(hook.check(context)).extracting(Problem::code).containsExactly("HF-CTR-026", "HF-CTR-027");
        }
        engine.docker("service", "rm", "each");
        engine.docker(
                "service",
                "create",
                "--detach",
                "--no-resolve-image",
                "--name",
                "brief",
                TestEngine.IMAGE,
                "sleep",
                "3600");
        try (LifecycleHook hook = scale("brief")) {
            hook.enter(context);
        }
        engine.docker("service", "rm", "brief");
        undo(context);
        assertThat(context.problems()).extracting(Problem::code).containsExactly("HF-CTR-010");
    }
}
