package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.HookException;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine of the test's own, which is stopped, killed or made to hang while a hook holds a container. */
@Timeout(180)
class EngineStoppedIT {

    private OwnEngine own;
    private TestEngine engine;
    private final TestRunContext context = new TestRunContext().clock(Clock.systemUTC());

    @BeforeEach
    void startAnEngine() throws Exception {
        own = OwnEngine.start();
        engine = own.engine();
    }

    @AfterEach
    void removeTheEngine() throws Exception {
        if (own != null) {
            own.close();
        }
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
        own.end("-TERM");
        assertThatThrownBy(() -> undo(hook(a), context))
                .isInstanceOf(HookException.class)
                .hasMessageStartingWith("no engine answers at " + engine.host() + ": ")
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-CTR-001");
        own.startAgain();
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
        assertThat(own.daemon().waitFor(60, TimeUnit.SECONDS)).isTrue();
        own.startAgain();
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
                    own.daemon().destroyForcibly();
                },
                "holdfast-test-kill");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void an_engine_that_is_started_anew_within_the_pause_starts_what_it_always_restarts_which_is_told()
            throws Exception {
        String a = engine.service("a", "--restart", "always");
        try (LifecycleHook opened = hook(a).open()) {
            opened.enter(context);
            own.end("-TERM");
            own.startAgain();
            for (int i = 0; i < 300 && !engine.runs(a); i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(opened.disturbance(context.undoRecords().get(0), context))
                    .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("HF-CTR-019"));
        }
        undo(hook(a), context);
        assertThat(engine.runs(a)).isTrue();
    }

    @Test
    void an_engine_that_hangs_is_told_within_the_time_of_the_act() throws Exception {
        String a = engine.service("a");
        own.signal("-STOP");
        try (TestRunContext brief = new TestRunContext().deadline(Duration.ofSeconds(2));
                LifecycleHook opened = hook(a).open()) {
            assertThatThrownBy(() -> opened.enter(brief))
                    .isInstanceOf(HookException.class)
                    .hasMessageStartingWith("the engine at " + engine.host() + " did not answer within ")
                    .extracting(e -> ((HookException) e).code())
                    .isEqualTo("HF-CTR-003");
        } finally {
            own.signal("-CONT");
        }
        assertThat(engine.runs(a)).isTrue();
    }
}
