package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What hooks on containers do, on whatever real engine a subclass names. */
@Timeout(120)
abstract class ContainerHookBehaviour {

    private static final String NEVER_STOPS = "trap '' TERM; while :; do sleep 0.1; done";
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final TestRunContext context = new TestRunContext().clock(Clock.systemUTC());
    private final TestRunContext undoing = new TestRunContext().clock(Clock.systemUTC());
    TestEngine engine;

    abstract TestEngine connect();

    @BeforeEach
    void beginWithTheEngine() {
        engine = connect();
    }

    @AfterEach
    void removeContainers() {
        if (engine != null) {
            engine.close();
        }
        context.close();
        undoing.close();
    }

    DockerHook hook() {
        return engine.hook("hold").stopTimeout(Duration.ofSeconds(5));
    }

    private void enter(DockerHook hook) throws Exception {
        try (LifecycleHook opened = hook.open()) {
            opened.enter(context);
        }
    }

    /** As a recovery in another process does: with nothing but the records. */
    private void undo() throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            DockerHook again = (DockerHook) (engine.isPodman() ? new PodmanHookProvider() : new DockerHookProvider())
                    .create(record.owner().name(), record.settings());
            try (LifecycleHook opened = again.open()) {
                opened.undo(record, undoing);
            }
        }
    }

    private List<Problem> check(DockerHook hook) throws Exception {
        try (LifecycleHook opened = hook.open()) {
            return opened.check(context);
        }
    }

    private void assertEnterFails(DockerHook hook, String code) {
        assertThatThrownBy(() -> enter(hook))
                .isInstanceOf(BackupException.class)
                .extracting(e -> ((BackupException) e).code())
                .isEqualTo(code);
    }

    private List<String> heldInOrder() {
        String prefix = engine.name("");
        return context.undoRecords().stream()
                .map(UndoRecord::resource)
                .map(resource -> resource.replaceAll("@.*", "").replace("container:" + prefix, ""))
                .toList();
    }

    private void awaitLine(String container, String line) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            if (engine.docker("logs", container).lines().anyMatch(line::equals)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(container + " never said " + line);
    }

    @Test
    void exactly_those_that_ran_are_stopped_and_started_again() throws Exception {
        String a = engine.service("a");
        String b = engine.service("b");
        String idle = engine.create("idle");
        String bystander = engine.service("bystander");
        enter(hook().stop(a, idle, b));
        assertThat(engine.states(a, b, bystander)).containsEntry(a, "exited").containsEntry(b, "exited");
        assertThat(engine.runs(bystander)).isTrue();
        assertThat(heldInOrder()).containsExactly("a", "b");
        undo();
        assertThat(engine.runs(a)).isTrue();
        assertThat(engine.runs(b)).isTrue();
        assertThat(engine.runs(idle)).isFalse();
        assertThat(undoing.problems()).isEmpty();
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void what_it_acts_on_is_claimed_before_it_acts() throws Exception {
        String a = engine.service("a");
        enter(hook().stop(a));
        assertThat(context.claims())
                .containsExactlyElementsOf(
                        context.undoRecords().stream().map(UndoRecord::resource).toList());
        undo();
    }

    @Test
    void containers_are_selected_by_label() throws Exception {
        String a = engine.service("a", "--label", "app=" + engine.name("x"));
        String b = engine.service("b", "--label", "app=other");
        enter(hook().stop("label:app=" + engine.name("x")));
        assertThat(engine.runs(a)).isFalse();
        assertThat(engine.runs(b)).isTrue();
        undo();
        assertThat(engine.runs(a)).isTrue();
    }

    private String[] compose(String service, String dependsOn) {
        return new String[] {
            "--label", "com.docker.compose.project=" + engine.name("shop"),
            "--label", "com.docker.compose.service=" + service,
            "--label", "com.docker.compose.container-number=1",
            "--label", "com.docker.compose.oneoff=False",
            "--label", "com.docker.compose.depends_on=" + dependsOn
        };
    }

    @Test
    void services_of_a_compose_project_stop_before_what_they_depend_on_and_start_behind_it() throws Exception {
        String db = engine.service("db", compose("db", ""));
        String web = engine.service("web", compose("web", "worker:service_started:false"));
        String worker = engine.service("worker", compose("worker", "db:service_healthy:false"));
        enter(hook().stop("compose:" + engine.name("shop")));
        assertThat(heldInOrder()).containsExactly("web", "worker", "db");
        undo();
        assertThat(List.of(engine.startedAt(db), engine.startedAt(worker), engine.startedAt(web)))
                .isSorted();
        assertThat(engine.runs(web)).isTrue();
    }

    @Test
    void one_service_of_a_compose_project_is_stopped_alone() throws Exception {
        String db = engine.service("db", compose("db", ""));
        String web = engine.service("web", compose("web", "db:service_started:false"));
        enter(hook().stop("compose:" + engine.name("shop") + "/web"));
        assertThat(engine.runs(db)).isTrue();
        assertThat(engine.runs(web)).isFalse();
        undo();
    }

    @Test
    void a_name_that_no_container_has_fails_the_check_and_the_enter() throws Exception {
        DockerHook hook = hook().stop(engine.name("gone"));
        assertThatThrownBy(() -> check(hook))
                .hasMessage("there is no container " + engine.name("gone") + " at " + engine.host());
        assertEnterFails(hook, "HF-CTR-002");
        assertEnterFails(hook().stop("label:no-such-label-" + engine.name("x")), "HF-CTR-002");
        assertThat(context.undoRecords()).isEmpty();
    }

    @Test
    void the_beginning_of_an_id_is_no_name_and_what_engines_show_of_it_is() throws Exception {
        String a = engine.service("a");
        assertEnterFails(hook().stop(engine.id(a).substring(0, 5)), "HF-CTR-002");
        assertThat(engine.runs(a)).isTrue();
        enter(hook().stop(engine.id(a).substring(0, 12)));
        assertThat(heldInOrder()).containsExactly("a");
        undo();
    }

    @Test
    void a_container_that_its_stop_would_delete_is_refused() throws Exception {
        String a = engine.service("a", "--rm");
        assertThat(check(hook().stop(a))).extracting(Problem::code).containsExactly("HF-CTR-004");
        assertThatThrownBy(() -> enter(hook().stop(a))).isInstanceOf(RefusedException.class);
        assertThat(engine.runs(a)).isTrue();
        assertThat(check(hook().pause(a))).isEmpty();
    }

    @Test
    void a_container_that_may_stop_for_longer_than_the_hook_may_act_is_told() throws Exception {
        String a = engine.service("a");
        assertThat(check(hook().stopTimeout(Duration.ofMinutes(2)).stop(a)))
                .extracting(Problem::code)
                .containsExactly("HF-CTR-018");
    }

    @Test
    void a_container_that_its_engine_always_restarts_rests_all_the_same() throws Exception {
        String a = engine.service("a", "--restart", "always");
        enter(hook().stop(a));
        assertThat(engine.state(a)).isEqualTo("exited");
        undo();
        assertThat(engine.runs(a)).isTrue();
        assertThat(engine.docker("inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}", a))
                .isEqualTo("always");
    }

    @Test
    void a_container_of_a_swarm_is_refused() throws Exception {
        String a = engine.service("a", "--label", "com.docker.swarm.task.id=t1");
        assertThat(check(hook().stop(a))).extracting(Problem::code).containsExactly("HF-CTR-006");
    }

    @Test
    void a_container_that_lends_its_network_is_refused_or_takes_the_borrowers_along() throws Exception {
        String owner = engine.service("owner");
        String borrower = engine.service("borrower", "--network", "container:" + owner);
        assertThat(check(hook().stop(owner))).extracting(Problem::code).containsExactly("HF-CTR-005");
        assertEnterFails(hook().stop(owner), "HF-CTR-005");
        assertThat(check(hook().stop(owner, borrower))).isEmpty();
        DockerHook both = hook().stop(owner).withSharers();
        assertThat(check(both)).isEmpty();
        enter(both);
        assertThat(heldInOrder()).containsExactly("borrower", "owner");
        assertThat(engine.runs(borrower)).isFalse();
        undo();
        assertThat(engine.runs(owner)).isTrue();
        assertThat(engine.runs(borrower)).isTrue();
    }

    @Test
    void a_container_that_refuses_to_stop_is_killed_which_is_told() throws Exception {
        String a = engine.start("a", "echo begun; " + NEVER_STOPS);
        awaitLine(a, "begun");
        enter(hook().stopTimeout(SHORT).stop(a));
        assertThat(engine.runs(a)).isFalse();
        assertThat(context.problems()).extracting(Problem::code).containsExactly("HF-CTR-008");
        assertThat(context.problems()).extracting(Problem::severity).containsExactly(Severity.WARNING);
        undo();
        assertThat(engine.runs(a)).isTrue();
    }

    @Test
    void a_stop_that_is_cancelled_is_waited_for_before_the_container_is_started() throws Exception {
        String a = engine.start("a", "echo begun; " + NEVER_STOPS);
        awaitLine(a, "begun");
        String startedAt = engine.startedAt(a);
        context.onUndo(record -> cancelSoon());
        assertThatThrownBy(() -> enter(hook().stopTimeout(Duration.ofSeconds(3)).stop(a)))
                .isInstanceOf(CancelledException.class);
        assertThat(engine.state(a)).as("while the stop is still under way").isNotEqualTo("exited");
        undo();
        assertThat(engine.runs(a)).isTrue();
        assertThat(engine.startedAt(a)).isNotEqualTo(startedAt);
    }

    /** Behind the request for the stop. */
    private void cancelSoon() {
        Thread thread = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(700);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    context.cancel();
                },
                "holdfast-test-cancel");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void a_container_that_was_never_stopped_is_left_as_it_is() throws Exception {
        String a = engine.service("a");
        String startedAt = engine.startedAt(a);
        context.onUndo(record -> context.cancel());
        assertThatThrownBy(() -> enter(hook().stopTimeout(SHORT).stop(a))).isInstanceOf(CancelledException.class);
        undo();
        assertThat(engine.startedAt(a)).isEqualTo(startedAt);
        assertThat(engine.runs(a)).isTrue();
    }

    @Test
    void a_container_that_somebody_started_meanwhile_is_left_as_it_is() throws Exception {
        String a = engine.service("a");
        enter(hook().stop(a));
        engine.docker("start", a);
        String startedAt = engine.startedAt(a);
        undo();
        assertThat(engine.startedAt(a)).isEqualTo(startedAt);
        assertThat(undoing.problems()).isEmpty();
    }

    /** What each record says of its container at the end of the pause. */
    private List<String> disturbances(DockerHook hook) throws Exception {
        List<String> found = new ArrayList<>();
        for (UndoRecord record : context.undoRecords()) {
            try (LifecycleHook opened = hook.open()) {
                opened.disturbance(record, context)
                        .ifPresent(failure -> found.add(failure.code() + " " + failure.message()));
            }
        }
        return found;
    }

    @Test
    void what_rested_was_not_disturbed() throws Exception {
        String a = engine.service("a");
        String replaced = engine.service("replaced");
        DockerHook hook = hook().stop(a, replaced);
        enter(hook);
        engine.remove(replaced);
        engine.create("replaced");
        assertThat(disturbances(hook)).isEmpty();
        undo();
    }

    @Test
    void a_container_that_ran_within_its_rest_is_told_also_if_it_stopped_again() throws Exception {
        String running = engine.service("a");
        String stoppedAgain = engine.service("b");
        String replaced = engine.service("c");
        DockerHook hook = hook().stop(running, stoppedAgain, replaced);
        enter(hook);
        engine.docker("start", running);
        engine.docker("start", stoppedAgain);
        engine.docker("stop", "--time", "1", stoppedAgain);
        engine.remove(replaced);
        engine.service("c");
        assertThat(disturbances(hook))
                .hasSize(3)
                .allMatch(said -> said.startsWith("HF-CTR-019 container "))
                .anyMatch(said -> said.contains(running + " was to rest by stop and was started at "));
        undo();
    }

    @Test
    void a_container_that_somebody_unpaused_is_told() throws Exception {
        String a = engine.service("a");
        DockerHook hook = hook().pause(a);
        enter(hook);
        assertThat(disturbances(hook)).isEmpty();
        engine.docker("unpause", a);
        assertThat(disturbances(hook))
                .containsExactly("HF-CTR-019 container " + a + " was to rest by pause and goes on");
        undo();
    }

    @Test
    void an_undo_may_come_twice() throws Exception {
        String a = engine.service("a");
        enter(hook().stop(a));
        undo();
        String startedAt = engine.startedAt(a);
        undo();
        assertThat(engine.startedAt(a)).isEqualTo(startedAt);
    }

    @Test
    void a_container_that_was_removed_meanwhile_is_an_error_and_no_reason_to_try_again() throws Exception {
        String a = engine.service("a");
        enter(hook().stop(a));
        engine.remove(a);
        undo();
        assertThat(undoing.problems()).extracting(Problem::code).containsExactly("HF-CTR-010");
        assertThat(undoing.problems()).extracting(Problem::severity).containsExactly(Severity.ERROR);
    }

    @Test
    void a_container_that_was_made_anew_under_its_name_is_started() throws Exception {
        String a = engine.service("a");
        enter(hook().stop(a));
        engine.remove(a);
        engine.create("a");
        undo();
        assertThat(engine.runs(a)).isTrue();
        assertThat(undoing.problems()).isEmpty();
    }

    @Test
    void a_container_that_compose_made_anew_under_another_name_is_started() throws Exception {
        String a = engine.service("a", compose("worker", ""));
        enter(hook().stop(a));
        engine.remove(a);
        String heir = engine.create("heir", compose("worker", ""));
        undo();
        assertThat(engine.runs(heir)).isTrue();
    }

    @Test
    void a_container_that_was_replaced_is_found_by_its_label_unless_there_are_several() throws Exception {
        String label = "app=" + engine.name("x");
        String a = engine.service("a", "--label", label);
        String other = engine.service("other", "--label", label);
        enter(hook().stop("label:" + label));
        engine.remove(a);
        String heir = engine.create("heir", "--label", label);
        undo();
        assertThat(engine.runs(heir)).isTrue();
        assertThat(engine.runs(other)).isTrue();
        engine.remove(heir);
        engine.create("one", "--label", label);
        engine.create("two", "--label", label);
        assertThatThrownBy(this::undo)
                .isInstanceOf(HookException.class)
                .hasMessageContaining(engine.name("one") + ", " + engine.name("two"))
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-CTR-014");
    }

    @Test
    void a_container_that_does_not_start_is_told_with_its_exit_code() throws Exception {
        String a = engine.start(
                "a",
                "[ ! -e /once ] || exit 7; touch /once; echo begun; trap 'exit 0' TERM; while :; do sleep 0.1; done");
        awaitLine(a, "begun");
        enter(hook().stop(a));
        assertThatThrownBy(this::undo)
                .isInstanceOf(HookException.class)
                .hasMessageContaining("it ended at once with exit code 7")
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-CTR-009");
    }

    @Test
    void a_container_that_somebody_paused_meanwhile_is_left_paused_which_is_told() throws Exception {
        String a = engine.service("a");
        enter(hook().stop(a));
        engine.docker("start", a);
        engine.docker("pause", a);
        undo();
        assertThat(engine.state(a)).isEqualTo("paused");
        assertThat(undoing.problems()).extracting(Problem::code).containsExactly("HF-CTR-011");
    }

    @Test
    void containers_are_paused_and_go_on() throws Exception {
        String a = engine.service("a");
        String paused = engine.service("paused");
        engine.docker("pause", paused);
        String startedAt = engine.startedAt(a);
        enter(hook().pause(a, paused));
        assertThat(engine.states(a, paused)).containsEntry(a, "paused").containsEntry(paused, "paused");
        undo();
        assertThat(engine.state(a)).isEqualTo("running");
        assertThat(engine.state(paused)).isEqualTo("paused");
        assertThat(engine.startedAt(a)).isEqualTo(startedAt);
        undo();
        assertThat(engine.runs(a)).isTrue();
    }

    @Test
    void a_hook_joins_the_pause_of_another_only_if_that_is_deep_enough() throws Exception {
        String a = engine.service("a");
        enter(hook().pause(a));
        UndoRecord paused = context.undoRecords().get(0);
        try (TestRunContext second = new TestRunContext().pausedByAnother(paused);
                LifecycleHook stop = hook().stop(a).open();
                LifecycleHook pause = hook().pause(a).open()) {
            assertThatThrownBy(() -> stop.enter(second))
                    .isInstanceOf(RefusedException.class)
                    .extracting(e -> ((RefusedException) e).code())
                    .isEqualTo("HF-CTR-015");
            pause.enter(second);
            assertThat(second.undoRecords()).extracting(UndoRecord::resource).containsExactly(paused.resource());
        }
        undo();
        assertThat(engine.runs(a)).isTrue();
    }

    @Test
    void a_container_is_back_when_its_probe_succeeds() throws Exception {
        String a = engine.start(
                "a", "rm -f /ready; (sleep 1; touch /ready) & trap 'exit 0' TERM; while :; do sleep 0.1; done");
        enter(hook().probe("test", "-e", "/ready").stop(a));
        undo();
        assertThat(engine.inside(a, "test -e /ready && echo ready")).isEqualTo("ready");
        assertThat(undoing.problems()).isEmpty();
    }

    @Test
    void a_container_whose_probe_never_succeeds_runs_and_is_told() throws Exception {
        String a = engine.service("a");
        enter(hook().healthTimeout(Duration.ofSeconds(1)).probe("false").stop(a));
        undo();
        assertThat(engine.runs(a)).isTrue();
        assertThat(undoing.problems()).extracting(Problem::code).containsExactly("HF-CTR-012");
    }

    private DockerHook exec(String container) {
        return engine.hook("drain").exec(container);
    }

    @Test
    void commands_inside_see_the_facts_of_the_run_their_user_and_directory() throws Exception {
        String a = engine.service("a");
        String print =
                "echo $HOLDFAST_RUN $HOLDFAST_HOOK $HOLDFAST_PHASE $HOLDFAST_ACT $SHOP $(id -u) $(pwd) >>/tmp/facts";
        enter(exec(a).user("999:999")
                .directory("/tmp")
                .environment("SHOP", "main")
                .before("sh", "-c", print)
                .after("sh", "-c", print));
        undo();
        assertThat(engine.inside(a, "cat /tmp/facts").lines())
                .containsExactly(
                        context.run() + " drain capture before main 999 /tmp",
                        context.run() + " drain capture after main 999 /tmp");
    }

    @Test
    void a_command_inside_that_fails_is_told_with_its_last_words_and_the_one_after_is_run_all_the_same()
            throws Exception {
        String a = engine.service("a");
        assertThatThrownBy(() -> enter(exec(a).before("sh", "-c", "echo first; echo it is stuck >&2; exit 3")
                        .after("touch", "/tmp/back")))
                .isInstanceOf(HookException.class)
                .hasMessage(
                        "the command before of hook drain in container " + a + " failed with exit code 3: it is stuck")
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-CTR-030");
        undo();
        assertThat(engine.inside(a, "ls /tmp/back")).isEqualTo("/tmp/back");
    }

    @Test
    void exit_code_75_inside_only_warns() throws Exception {
        String a = engine.service("a");
        enter(exec(a).before("sh", "-c", "exit 75"));
        assertThat(context.problems()).extracting(Problem::severity).containsExactly(Severity.WARNING);
    }

    @Test
    void a_program_that_is_not_in_the_container_fails() throws Exception {
        String a = engine.service("a");
        assertEnterFails(exec(a).before("no-such-program"), "HF-CTR-030");
        undo();
    }

    @Test
    void a_command_inside_that_takes_too_long_is_ended_inside() throws Exception {
        String a = engine.service("a");
        assertEnterFails(exec(a).execTimeout(SHORT).before("sh", "-c", "exec sleep 4711"), "HF-CTR-031");
        assertThat(engine.inside(a, "ps")).as("what outlives its client").contains("sleep 4711");
        undo();
        assertThat(engine.inside(a, "ps")).doesNotContain("sleep 4711");
    }

    @Test
    void a_command_inside_that_is_cancelled_is_ended_inside_with_what_it_started() throws Exception {
        String a = engine.service("a");
        context.onUndo(record -> cancelSoon());
        assertThatThrownBy(() -> enter(exec(a).before("sh", "-c", "trap '' TERM; sleep 4712 & sleep 4713; sleep 4714")))
                .isInstanceOf(CancelledException.class);
        undo();
        assertThat(engine.inside(a, "ps")).doesNotContain("sleep 471");
    }

    @Test
    void a_container_that_does_not_run_gets_no_command() throws Exception {
        String idle = engine.create("idle");
        enter(exec(idle).before("false"));
        assertThat(context.undoRecords()).isEmpty();
    }

    @Test
    void a_command_after_waits_for_a_container_that_was_stopped_meanwhile() throws Exception {
        String a = engine.service("a");
        enter(exec(a).after("touch", "/tmp/back"));
        engine.docker("stop", "--time", "1", a);
        assertThatThrownBy(this::undo)
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-CTR-034");
        engine.docker("start", a);
        undo();
        assertThat(engine.inside(a, "ls /tmp/back")).isEqualTo("/tmp/back");
    }
}
