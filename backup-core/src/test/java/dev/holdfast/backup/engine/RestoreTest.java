package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.StalePlanException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.RestoreAssertion;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {

    private static final BackupId ID = new BackupId("orders_20261120_021500");

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders =
            ScriptedTarget.named("orders").staged().put("a.txt", "one");
    private final ScriptedTarget plain = ScriptedTarget.named("orders").put("a.txt", "one");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Backups backedUp(ScriptedTarget target) throws Exception {
        return backedUp(TestHost.job("nightly").protect(target.definition()));
    }

    private Backups backedUp(Job job) throws Exception {
        Backups backups = host.with(job);
        backups.run("nightly").orThrow();
        host.clock.advance(Duration.ofHours(1));
        return backups;
    }

    private static RestoreReport restore(Backups backups, RestoreOptions options) throws InterruptedException {
        return backups.restore(backups.planRestore(options));
    }

    @Test
    void a_staged_restore_brings_the_old_content_back_and_keeps_the_other_until_it_is_confirmed() throws Exception {
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed").put("b.txt", "new");
            RestoreReport report = restore(backups, RestoreOptions.of(ID)).orThrow();
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "one"));
            assertThat(report.restore().state()).isEqualTo(RestoreState.SWAPPED);
            assertThat(backups.restores()).containsExactly(report.restore());
            assertThat(orders.areas()).isNotEmpty();
            assertThat(backups.confirm(report.restore().id())
                            .orThrow()
                            .restore()
                            .state())
                    .isEqualTo(RestoreState.CONFIRMED);
            assertThat(orders.areas()).isEmpty();
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "one"));
        }
    }

    @Test
    void a_rollback_makes_the_content_from_before_the_restore_live_again() throws Exception {
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed");
            String id =
                    restore(backups, RestoreOptions.of(ID)).orThrow().restore().id();
            assertThat(backups.rollback(id).orThrow().restore().state()).isEqualTo(RestoreState.ROLLED_BACK);
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(orders.areas()).isEmpty();
            assertThatThrownBy(() -> backups.rollback(id)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> backups.confirm(id)).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void a_later_process_can_roll_back_what_an_earlier_one_restored() throws Exception {
        String id;
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed");
            id = restore(backups, RestoreOptions.of(ID)).orThrow().restore().id();
        }
        try (Backups later = host.with(TestHost.job("nightly").protect(orders.definition()))) {
            later.recover();
            assertThat(later.restores()).extracting(RestoreRecord::state).containsExactly(RestoreState.SWAPPED);
            later.rollback(id).orThrow();
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
        }
    }

    @Test
    void a_restore_to_another_place_leaves_the_live_one_alone() throws Exception {
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed");
            RestoreReport report = restore(backups, RestoreOptions.of(ID, RestoreRequest.to("elsewhere")))
                    .orThrow();
            assertThat(report.restore().state()).isEqualTo(RestoreState.DONE);
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(orders.textsAt("elsewhere")).isEqualTo(Map.of("a.txt", "one"));
        }
    }

    @Test
    void a_restore_in_place_makes_a_pinned_safety_backup_first_and_a_rollback_restores_that() throws Exception {
        try (Backups backups = backedUp(plain)) {
            plain.put("a.txt", "changed");
            String id = restore(backups, RestoreOptions.of(ID, RestoreRequest.inPlace()))
                    .orThrow()
                    .restore()
                    .id();
            assertThat(plain.texts()).isEqualTo(Map.of("a.txt", "one"));
            assertThat(backups.catalog().list(CatalogQuery.all())).anyMatch(entry -> entry.isPinned());
            backups.rollback(id).orThrow();
            assertThat(plain.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(backups.catalog().list(CatalogQuery.all())).noneMatch(entry -> entry.isPinned());
        }
    }

    @Test
    void a_restore_in_place_of_a_damaged_backup_touches_nothing() throws Exception {
        try (Backups backups = backedUp(plain)) {
            plain.put("a.txt", "changed");
            String archive = host.local.keys().stream()
                    .filter(key -> key.endsWith(".memory"))
                    .findFirst()
                    .orElseThrow();
            host.local.flipBit(archive, 77);
            assertThatThrownBy(() -> restore(backups, RestoreOptions.of(ID, RestoreRequest.inPlace()))
                            .orThrow())
                    .isInstanceOf(IntegrityException.class);
            assertThat(plain.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(plain.restores()).isZero();
            assertThat(backups.catalog().list(CatalogQuery.all()))
                    .as("no safety backup was needed")
                    .hasSize(1);
        }
    }

    @Test
    void a_restore_in_place_that_fails_brings_the_old_content_back_by_itself() throws Exception {
        try (Backups backups = backedUp(plain)) {
            plain.put("a.txt", "changed");
            boolean[] fail = {true};
            plain.onRestore(context -> {
                if (fail[0]) {
                    fail[0] = false;
                    plain.put("a.txt", "half");
                    throw new java.io.IOException("broken off");
                }
            });
            RestoreReport report = restore(backups, RestoreOptions.of(ID, RestoreRequest.inPlace()));
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.restore().state()).isEqualTo(RestoreState.FAILED);
            assertThat(plain.texts()).isEqualTo(Map.of("a.txt", "changed"));
        }
    }

    @Test
    void a_target_that_cannot_stage_refuses_and_says_what_can_be_done() throws Exception {
        try (Backups backups = backedUp(plain)) {
            assertThatThrownBy(() -> restore(backups, RestoreOptions.of(ID)).orThrow())
                    .isInstanceOf(RefusedException.class)
                    .extracting(e -> ((RefusedException) e).hint())
                    .asString()
                    .contains("in place");
        }
    }

    @Test
    void a_plan_is_stale_once_the_backup_is_another() throws Exception {
        try (Backups backups = backedUp(orders)) {
            RestorePlan plan = backups.planRestore(RestoreOptions.of(ID));
            assertThat(backups.planRestore(RestoreOptions.of(ID)).id()).isEqualTo(plan.id());
            RestorePlan forged =
                    new RestorePlan("0123456789abcdef", plan.options(), plan.manifest(), plan.store(), plan.preview());
            assertThatThrownBy(() -> backups.restore(forged).orThrow()).isInstanceOf(StalePlanException.class);
            assertThat(orders.restores()).isZero();
        }
    }

    @Test
    void a_damaged_backup_is_not_restored_and_the_live_one_stays() throws Exception {
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed");
            String artifact = host.local.keys().stream()
                    .filter(key -> key.matches(".*/orders_20261120_021500\\.memory.*"))
                    .findFirst()
                    .orElseThrow();
            host.local.flipBit(artifact, 99);
            assertThatThrownBy(() -> restore(backups, RestoreOptions.of(ID)).orThrow())
                    .isInstanceOf(IntegrityException.class);
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(orders.areas()).isEmpty();
        }
    }

    @Test
    void the_hosts_own_proof_decides_before_the_swap() throws Exception {
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed");
            RestoreAssertion never = new RestoreAssertion() {
                @Override
                public String description() {
                    return "every order has a customer";
                }

                @Override
                public void verify(RestoredCopy copy, RunContext context) throws Exception {
                    throw new IllegalStateException("order 7 has none");
                }
            };
            assertThatThrownBy(() -> restore(backups, RestoreOptions.of(ID).proving(never))
                            .orThrow())
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("every order has a customer")
                    .hasMessageContaining("order 7 has none");
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(orders.areas()).isEmpty();
        }
    }

    @Test
    void a_cancelled_restore_leaves_the_live_one_as_it_was() throws Exception {
        Pause pause = new Pause();
        orders.onRestore(pause::here);
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed");
            RestoreHandle handle = backups.startRestore(backups.planRestore(RestoreOptions.of(ID)));
            pause.awaitReached();
            handle.cancel();
            assertThat(handle.await().state()).isEqualTo(RunState.CANCELLED);
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(orders.areas()).isEmpty();
        }
    }

    @Test
    void a_swap_that_fails_half_way_is_undone() throws Exception {
        orders.onSwap(context -> {
            throw new java.io.IOException("the rename failed");
        });
        try (Backups backups = backedUp(orders)) {
            orders.put("a.txt", "changed");
            assertThat(restore(backups, RestoreOptions.of(ID)).state()).isEqualTo(RunState.FAILED);
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(orders.areas()).isEmpty();
        }
    }

    @Test
    void services_rest_for_the_swap_alone_where_the_job_says_so() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        HookUse use = HookUse.of(shop.definition()).during(HookPhase.RESTORE);
        orders.onRestore(context -> assertThat(shop.isRunning()).isTrue());
        orders.onSwap(context -> assertThat(shop.isRunning()).isFalse());
        try (Backups backups =
                backedUp(TestHost.job("nightly").protect(orders.definition()).around(use))) {
            RestoreReport report = restore(backups, RestoreOptions.of(ID)).orThrow();
            assertThat(report.pauses()).singleElement().satisfies(pause -> {
                assertThat(pause.hook()).isEqualTo("stop-shop");
                assertThat(pause.resource()).isEqualTo("service:shop");
                assertThat(pause.length()).isPositive().isLessThanOrEqualTo(report.pause());
            });
        }
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
    }

    @Test
    void a_rollback_tells_for_how_long_services_rested() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        HookUse use = HookUse.of(shop.definition()).during(HookPhase.RESTORE);
        try (Backups backups =
                backedUp(TestHost.job("nightly").protect(orders.definition()).around(use))) {
            RestoreReport restored = restore(backups, RestoreOptions.of(ID)).orThrow();
            RestoreReport report = backups.rollback(restored.restore().id()).orThrow();
            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.pauses()).extracting(pause -> pause.resource()).containsExactly("service:shop");
            assertThat(report.pause()).isPositive();
        }
    }

    @Test
    void a_service_that_does_not_start_after_a_rollback_is_its_failure_and_recovery_ends_both() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        HookUse use = HookUse.of(shop.definition()).during(HookPhase.RESTORE);
        try (Backups backups =
                backedUp(TestHost.job("nightly").protect(orders.definition()).around(use))) {
            orders.put("a.txt", "changed");
            RestoreReport restored = restore(backups, RestoreOptions.of(ID)).orThrow();
            shop.failUndo(3);
            RestoreReport report = backups.rollback(restored.restore().id());
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThatThrownBy(report::orThrow).hasMessageContaining("could not undo its act on service:shop");
            assertThat(orders.texts()).isEqualTo(Map.of("a.txt", "changed"));
            assertThat(shop.isRunning()).isFalse();
            assertThat(backups.recover().isClean()).isTrue();
            assertThat(shop.isRunning()).isTrue();
            assertThat(backups.restores())
                    .extracting(record -> record.state())
                    .containsExactly(RestoreState.ROLLED_BACK);
        }
    }

    @Test
    void a_service_that_does_not_start_after_the_swap_is_the_restores_failure_and_the_new_state_stays()
            throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        HookUse use = HookUse.of(shop.definition()).during(HookPhase.RESTORE);
        try (Backups backups =
                backedUp(TestHost.job("nightly").protect(orders.definition()).around(use))) {
            shop.failUndo(3);
            RestoreReport report = restore(backups, RestoreOptions.of(ID));
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.restore().state()).isEqualTo(RestoreState.SWAPPED);
            assertThatThrownBy(report::orThrow).hasMessageContaining("could not undo its act on service:shop");
            assertThat(shop.isRunning()).isFalse();
            assertThat(backups.recover().isClean()).isTrue();
            assertThat(shop.isRunning()).isTrue();
        }
    }

    @Test
    void an_unknown_backup_or_restore_is_said() throws Exception {
        try (Backups backups = backedUp(orders)) {
            assertThatThrownBy(() -> backups.planRestore(RestoreOptions.of(new BackupId("orders_x"))))
                    .hasMessageContaining("there is no backup orders_x");
            assertThatThrownBy(() -> backups.rollback("nothing"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("there is no restore nothing");
        }
    }
}
