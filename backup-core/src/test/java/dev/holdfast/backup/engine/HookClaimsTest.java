package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that want the same service share its pause. */
@Timeout(120)
class HookClaimsTest {

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
    private final ScriptedTarget uploads = ScriptedTarget.named("uploads").put("b.txt", "two");
    private final ScriptedHook shop = ScriptedHook.stopping("shop");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job first() {
        return TestHost.job("first").protect(orders.definition()).around(shop.definition());
    }

    private Job second() {
        return TestHost.job("second").protect(uploads.definition()).around(shop.definition());
    }

    private static void pauseIn(ScriptedTarget target, Pause pause) {
        target.onCapture((sink, context) -> {
            pause.here(context);
            ScriptedTarget.documents(target).run(sink, context);
        });
    }

    /** Both runs are in the pause; the one that came first ends first, or last. */
    private void shared(Backups one, Backups other, boolean firstEndsFirst) throws Exception {
        Pause inFirst = new Pause();
        Pause inSecond = new Pause();
        pauseIn(orders, inFirst);
        pauseIn(uploads, inSecond);
        RunHandle first = one.start(RunRequest.of("first"));
        inFirst.awaitReached();
        RunHandle second = other.start(RunRequest.of("second"));
        inSecond.awaitReached();
        assertThat(shop.isRunning()).isFalse();
        (firstEndsFirst ? inFirst : inSecond).release();
        (firstEndsFirst ? first : second).await().orThrow();
        assertThat(shop.isRunning())
                .as("the service while one run still needs it to rest")
                .isFalse();
        (firstEndsFirst ? inSecond : inFirst).release();
        (firstEndsFirst ? second : first).await().orThrow();
        assertThat(shop.isRunning()).as("the service when both are done").isTrue();
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
    }

    @Test
    void the_second_run_joins_the_pause_and_starts_the_service_if_it_is_the_last_one_out() throws Exception {
        try (Backups backups = host.with(first(), second())) {
            shared(backups, backups, true);
        }
    }

    @Test
    void the_first_run_starts_the_service_if_it_is_the_last_one_out() throws Exception {
        try (Backups backups = host.with(first(), second())) {
            shared(backups, backups, false);
        }
    }

    @Test
    void engines_with_one_state_directory_share_a_pause() throws Exception {
        TestHost beside = new TestHost(state, host.clock, host.local.definition());
        try (Backups one = host.with(first());
                Backups other = beside.with(second())) {
            shared(one, other, true);
        }
    }

    @Test
    void what_hooks_act_on_is_leased_on_this_host_also_where_the_other_leases_come_from_elsewhere() throws Exception {
        ScriptedLeases elsewhere = new ScriptedLeases();
        try (Backups one = host.builder().leases(elsewhere).job(first()).build();
                Backups other = host.builder()
                        .leases(new ScriptedLeases())
                        .job(second())
                        .build()) {
            shared(one, other, true);
        }
        assertThat(elsewhere.resources()).contains("target/orders").noneMatch(name -> name.startsWith("hook/"));
        try (Stream<Path> files = Files.list(state.resolve("leases"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("hook_"));
        }
    }

    @Test
    void a_run_that_is_cancelled_in_a_shared_pause_leaves_the_service_resting_for_the_other() throws Exception {
        Pause inFirst = new Pause();
        Pause inSecond = new Pause();
        pauseIn(orders, inFirst);
        pauseIn(uploads, inSecond);
        try (Backups backups = host.with(first(), second())) {
            RunHandle first = backups.start(RunRequest.of("first"));
            inFirst.awaitReached();
            RunHandle second = backups.start(RunRequest.of("second"));
            inSecond.awaitReached();
            first.cancel();
            assertThat(first.await().state()).isEqualTo(RunState.CANCELLED);
            assertThat(shop.isRunning()).isFalse();
            inSecond.release();
            second.await().orThrow();
        }
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
    }

    @Test
    void what_an_earlier_run_left_stopped_is_claimed_by_nobody_and_other_services_are_free() throws Exception {
        shop.failUndo(100);
        Job odd = TestHost.job("odd").protect(uploads.definition()).around(claiming("service:shop"));
        Job even = TestHost.job("even").protect(uploads.definition()).around(claiming("service:mill"));
        try (Backups backups = host.with(first(), odd, even)) {
            assertThat(backups.run("first").state()).isEqualTo(RunState.FAILED);
            assertThatThrownBy(() -> backups.run("odd").orThrow())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("an earlier act on service:shop could not be undone yet");
            backups.run("even").orThrow();
            shop.failUndo(0);
            backups.run("odd").orThrow();
        }
        assertThat(shop.isRunning()).isTrue();
    }

    /** A hook that claims something and leaves it alone. */
    private static HookDefinition claiming(String resource) {
        return new HookDefinition() {
            @Override
            public String name() {
                return "claiming";
            }

            @Override
            public String type() {
                return "claiming";
            }

            @Override
            public Settings settings() {
                return Settings.none();
            }

            @Override
            public LifecycleHook open() {
                return new LifecycleHook() {
                    @Override
                    public void enter(HookContext context) throws Exception {
                        context.claim(List.of(resource));
                    }

                    @Override
                    public void undo(UndoRecord record, RunContext context) {
                        throw new AssertionError("it writes no records");
                    }
                };
            }
        };
    }
}
