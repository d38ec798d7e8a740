package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No hook holds still what a target of its run needs. */
class NeededServicesTest {

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders =
            ScriptedTarget.named("orders").put("a.txt", "one").staged().needing("database");
    private final ScriptedHook shop = ScriptedHook.stopping("shop");
    private final ScriptedHook database = ScriptedHook.stopping("database");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Backups with(HookUse... uses) {
        Job job = TestHost.job("nightly").protect(orders.definition());
        for (HookUse use : uses) {
            job = job.around(use);
        }
        return host.builder().job(job).build();
    }

    private static void assertRefused(@Nullable BackupException failure) {
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo("HF-HOK-008");
        assertThat(failure)
                .hasMessageContaining("hook stop-database would hold service database still")
                .hasMessageContaining("target orders needs");
    }

    @Test
    void a_run_is_refused_before_anything_rests() throws Exception {
        try (Backups backups = with(HookUse.of(shop.definition()), HookUse.of(database.definition()))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertRefused(report.failure());
            assertThat(shop.log()).isEmpty();
            assertThat(database.log()).isEmpty();
            assertThat(backups.catalog().list(CatalogQuery.all())).isEmpty();
        }
    }

    @Test
    void a_run_that_could_do_without_the_hook_is_refused_as_well() throws Exception {
        try (Backups backups = with(HookUse.of(database.definition()).optional())) {
            assertRefused(backups.run("nightly").failure());
            assertThat(database.log()).isEmpty();
        }
    }

    @Test
    void other_services_may_rest() throws Exception {
        try (Backups backups = with(HookUse.of(shop.definition()))) {
            backups.run("nightly").orThrow();
            assertThat(shop.log()).containsExactly("stop shop", "start shop");
        }
    }

    @Test
    void a_check_tells_it() throws Exception {
        try (Backups backups = with(HookUse.of(database.definition()))) {
            assertThat(backups.check(List.of()).findings().stream()
                            .filter(finding -> finding.object().equals("hook nightly/stop-database"))
                            .flatMap(finding -> finding.problems().stream())
                            .map(Problem::code))
                    .containsExactly("HF-HOK-008");
        }
    }

    @Test
    void a_restore_is_refused_before_it_stages() throws Exception {
        try (Backups backups = with(HookUse.of(database.definition()).during(HookPhase.RESTORE))) {
            backups.run("nightly").orThrow();
            RestorePlan plan = backups.planRestore(RestoreOptions.of(new BackupId("orders_20261120_021500")));
            assertRefused(backups.restore(plan).failure());
            assertThat(database.log()).isEmpty();
            assertThat(orders.areas()).isEmpty();
        }
    }
}
