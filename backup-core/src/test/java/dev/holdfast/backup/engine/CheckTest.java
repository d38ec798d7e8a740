package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check looks at everything a backup needs, tells all of it at once, and changes nothing. */
class CheckTest {

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
    private final ScriptedTarget uploads = ScriptedTarget.named("uploads").put("b.txt", "two");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job nightly() {
        return TestHost.job("nightly").protect(orders.definition()).protect(uploads.definition());
    }

    private static List<Problem> of(CheckReport report, String object) {
        return report.findings().stream()
                .filter(finding -> finding.object().equals(object))
                .findFirst()
                .orElseThrow()
                .problems();
    }

    @Test
    void all_that_is_well_is_listed_and_nothing_is_written() {
        try (Backups backups = host.with(nightly())) {
            CheckReport report = backups.check(List.of());
            assertThat(report.isGood()).isTrue();
            assertThat(report.findings())
                    .extracting(CheckReport.Finding::object)
                    .containsExactly("job nightly", "store local", "scripted:orders", "scripted:uploads");
            assertThat(host.local.keys()).isEmpty();
            assertThat(orders.captures()).isZero();
        }
    }

    @Test
    void what_is_wrong_with_one_does_not_hide_what_is_wrong_with_another() {
        orders.onCheck(new Problem(Severity.ERROR, "HF-FIL-003", "the path is gone", "Mount the disk."));
        StoreFaults faults = new StoreFaults();
        InMemoryStore far = new InMemoryStore("far", host.clock);
        host.store("far", FaultyStore.of(far.definition(), faults.loseStore(1)));
        TargetDefinition broken = TargetDefinition.of(new TargetId("scripted", "broken"), () -> {
            throw new IOException("no such device");
        });
        try (Backups backups = host.with(nightly().protect(broken).to("local").to("far"))) {
            CheckReport report = backups.check(List.of());
            assertThat(report.isGood()).isFalse();
            assertThat(of(report, "scripted:orders")).extracting(Problem::code).containsExactly("HF-FIL-003");
            assertThat(of(report, "scripted:broken"))
                    .extracting(Problem::message)
                    .containsExactly("scripted:broken failed: no such device");
            assertThat(of(report, "scripted:uploads")).isEmpty();
            assertThat(of(report, "store far")).extracting(Problem::severity).contains(Severity.ERROR);
        }
    }

    @Test
    void a_hook_that_could_not_act_is_found_by_the_check_and_fails_a_run_before_it_acts() {
        ScriptedHook shop = ScriptedHook.stopping("shop")
                .onCheck(new Problem(Severity.ERROR, "HF-HOK-001", "stopping it would remove it", "Leave it out."));
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            CheckReport report = backups.check(List.of());
            assertThat(report.isGood()).isFalse();
            assertThat(of(report, "hook nightly/stop-shop"))
                    .extracting(Problem::code)
                    .containsExactly("HF-HOK-001");
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .isInstanceOf(HookException.class)
                    .hasMessageContaining("stopping it would remove it");
        }
        assertThat(shop.log()).isEmpty();
        assertThat(orders.captures()).isZero();
        assertThat(shop.open()).isZero();
    }

    @Test
    void a_target_learns_in_its_check_whether_hooks_hold_services_still_for_it() {
        List<Boolean> told = new ArrayList<>();
        TargetDefinition asking = TargetDefinition.of(new TargetId("scripted", "asking"), () -> new AskingTarget(told));
        HookUse rest = HookUse.of(ScriptedHook.stopping("shop").definition());
        Job job = TestHost.job("nightly").protect(asking);
        try (Backups bare = host.with(job);
                Backups restores = host.with(job.around(rest.during(HookPhase.RESTORE)));
                Backups captures = host.with(job.around(rest))) {
            bare.check(List.of());
            restores.check(List.of());
            captures.check(List.of());
        }
        assertThat(told).containsExactly(false, false, true);
    }

    /** Notes what it is told. */
    private record AskingTarget(List<Boolean> told) implements BackupTarget {

        @Override
        public TargetId id() {
            return new TargetId("scripted", "asking");
        }

        @Override
        public List<Problem> check(RunContext context) {
            told.add(context.servicesRest());
            return List.of();
        }

        @Override
        public void capture(BackupSink sink, RunContext context) {}

        @Override
        public void restore(BackupReader from, RestoreRequest how, RunContext context) {}
    }

    @Test
    void what_a_job_can_do_without_is_a_warning() {
        ScriptedHook shop = ScriptedHook.stopping("shop")
                .onCheck(new Problem(Severity.ERROR, "HF-HOK-001", "stopping it would remove it", "Leave it out."));
        try (Backups backups =
                host.with(nightly().around(HookUse.of(shop.definition()).optional()))) {
            CheckReport report = backups.check(List.of());
            assertThat(report.isGood()).isTrue();
            assertThat(of(report, "hook nightly/stop-shop"))
                    .extracting(Problem::severity)
                    .containsExactly(Severity.WARNING);
        }
    }

    @Test
    void an_archive_format_that_nobody_provides_is_the_jobs_fault() {
        Job job = Job.named("odd")
                .archive(ArchiveOptions.DEFAULT.format("shar").compression("none"))
                .protect(orders.definition());
        try (Backups backups = host.with(job)) {
            assertThat(of(backups.check(List.of()), "job odd"))
                    .extracting(Problem::severity)
                    .containsExactly(Severity.ERROR);
        }
    }

    @Test
    void a_check_of_one_target_leaves_the_others_alone() {
        try (Backups backups = host.with(nightly())) {
            assertThat(backups.check(List.of("uploads")).findings())
                    .extracting(CheckReport.Finding::object)
                    .contains("scripted:uploads")
                    .doesNotContain("scripted:orders");
            assertThat(backups.check(List.of("nightly")).findings())
                    .extracting(CheckReport.Finding::object)
                    .contains("scripted:uploads", "scripted:orders");
        }
    }

    @Test
    void a_name_that_nobody_has_is_refused_with_the_names_there_are() {
        try (Backups backups = host.with(nightly())) {
            assertThatThrownBy(() -> backups.check(List.of("nightyl")))
                    .isInstanceOfSatisfying(ConfigurationException.class, e -> {
                        assertThat(e.code()).isEqualTo("HF-RUN-056");
                        assertThat(e.hint()).contains("nightly");
                    });
        }
    }
}
