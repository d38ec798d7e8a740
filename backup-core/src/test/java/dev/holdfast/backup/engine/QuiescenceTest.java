package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.quiesce.Quiesceable;
import dev.holdfast.backup.quiesce.Quiescence;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class QuiescenceTest {

    @TempDir
    Path state;

    private TestHost host;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
        orders.beforeCapture(context -> log.add("capture"));
    }

    /** What a part does when it is to rest. */
    private interface Rest {
        void within(Deadline budget) throws Exception;
    }

    private Quiesceable part(String name, Rest rest) {
        return new Quiesceable() {
            @Override
            public void quiesce(Deadline budget) throws Exception {
                log.add("rest " + name);
                rest.within(budget);
            }

            @Override
            public void resume() {
                log.add("go " + name);
            }
        };
    }

    private Quiesceable part(String name) {
        return part(name, budget -> {});
    }

    private Job nightly(Quiescence shop) {
        return TestHost.job("nightly").protect(orders.definition()).around(HookUse.of(shop));
    }

    @Test
    void parts_rest_in_their_order_around_the_capture_and_go_on_in_reverse() throws Exception {
        Quiescence shop =
                Quiescence.named("shop").with("scheduler", part("scheduler")).with("cache", part("cache"));
        try (Backups backups = host.with(nightly(shop))) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.pauses())
                    .extracting(pause -> pause.resource())
                    .containsExactly("quiesce:shop/cache", "quiesce:shop/scheduler");
        }
        assertThat(log).containsExactly("rest scheduler", "rest cache", "capture", "go cache", "go scheduler");
    }

    @Test
    void the_example_of_the_guide_runs() throws Exception {
        Quiesceable scheduler = part("scheduler");
        Quiesceable cache = part("cache");
        HookUse rest = HookUse.of(
                        Quiescence.named("shop").with("scheduler", scheduler).with("cache", cache))
                .timeout(Duration.ofSeconds(10));
        try (Backups backups =
                host.with(TestHost.job("nightly").protect(orders.definition()).around(rest))) {
            backups.run("nightly").orThrow();
        }
        assertThat(log).hasSize(5);
    }

    @Test
    void one_that_does_not_come_to_rest_fails_the_run_by_name_and_all_go_on() throws Exception {
        Quiescence shop = Quiescence.named("shop")
                .with("scheduler", part("scheduler"))
                .with("cache", part("cache", budget -> {
                    throw new IOException("a flush is under way");
                }))
                .with("gate", part("gate"));
        try (Backups backups = host.with(nightly(shop))) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .isInstanceOf(HookException.class)
                    .hasMessageContaining("participant cache of hook shop did not come to rest: a flush is under way")
                    .extracting(e -> ((BackupException) e).code())
                    .isEqualTo("HF-HOK-031");
        }
        assertThat(log).containsExactly("rest scheduler", "rest cache", "go cache", "go scheduler");
    }

    @Test
    void the_timeout_of_the_hook_is_the_budget_that_all_share() throws Exception {
        List<Duration> left = new ArrayList<>();
        Quiescence shop = Quiescence.named("shop")
                .with("scheduler", part("scheduler", budget -> left.add(budget.remaining())))
                .with("cache", part("cache", budget -> {
                    left.add(budget.remaining());
                    new CountDownLatch(1).await();
                }));
        Job job = TestHost.job("nightly")
                .protect(orders.definition())
                .around(HookUse.of(shop).timeout(Duration.ofSeconds(2)));
        try (Backups backups = host.with(job)) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .hasMessageContaining("hook shop did not enter within PT2S");
        }
        assertThat(left).hasSize(2).allMatch(time -> time.compareTo(Duration.ofSeconds(2)) <= 0);
        assertThat(left.get(1)).isLessThanOrEqualTo(left.get(0));
        assertThat(log).containsExactly("rest scheduler", "rest cache", "go cache", "go scheduler");
    }

    @Test
    void two_runs_share_the_rest_and_the_last_one_out_ends_it() throws Exception {
        Quiescence shop = Quiescence.named("shop").with("scheduler", part("scheduler"));
        Pause first = new Pause();
        Pause second = new Pause();
        ScriptedTarget one = ScriptedTarget.named("one").put("a", "1").onCapture(ScriptedTarget.pause(first));
        one.onCapture(ScriptedTarget.documents(one));
        ScriptedTarget two = ScriptedTarget.named("two").put("a", "2").onCapture(ScriptedTarget.pause(second));
        two.onCapture(ScriptedTarget.documents(two));
        Job jobOne = TestHost.job("one").protect(one.definition()).around(HookUse.of(shop));
        Job jobTwo = TestHost.job("two").protect(two.definition()).around(HookUse.of(shop));
        try (Backups backups = host.with(jobOne, jobTwo)) {
            RunHandle runOne = backups.start(RunRequest.of("one"));
            first.awaitReached();
            RunHandle runTwo = backups.start(RunRequest.of("two"));
            second.awaitReached();
            first.release();
            assertThat(runOne.await().state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(log).containsExactly("rest scheduler");
            second.release();
            assertThat(runTwo.await().state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(log).containsExactly("rest scheduler", "go scheduler");
    }

    @Test
    void one_that_does_not_go_on_is_asked_again_by_the_next_start_and_holds_up_no_other() throws Exception {
        boolean[] stuck = {true};
        Quiesceable scheduler = new Quiesceable() {
            @Override
            public void quiesce(Deadline budget) {}

            @Override
            public void resume() throws IOException {
                if (stuck[0]) {
                    throw new IOException("no thread left");
                }
                log.add("go scheduler");
            }
        };
        Quiescence shop = Quiescence.named("shop").with("cache", part("cache")).with("scheduler", scheduler);
        try (Backups backups = host.with(nightly(shop))) {
            RunReport report = backups.run("nightly");
            assertThat(report.problems().get(0).code()).isEqualTo("HF-HOK-004");
            assertThat(log).contains("go cache");
        }
        Quiescence forgotten = Quiescence.named("shop").with("cache", part("cache"));
        try (Backups backups = host.with(nightly(forgotten))) {
            assertThat(backups.recover().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("has no participant scheduler"));
        }
        stuck[0] = false;
        try (Backups backups = host.with(nightly(shop))) {
            assertThat(backups.recover().isClean()).isTrue();
        }
        assertThat(log).endsWith("go scheduler");
    }

    @Test
    void participants_have_names_of_their_own() {
        Quiescence shop = Quiescence.named("shop").with("cache", part("cache"));
        assertThatThrownBy(() -> shop.with("cache", part("cache")))
                .isInstanceOf(ConfigurationException.class)
                .extracting(e -> ((BackupException) e).code())
                .isEqualTo("HF-HOK-030");
        assertThatThrownBy(() -> shop.with("no name!", part("cache"))).hasMessageContaining("no name!");
    }
}
