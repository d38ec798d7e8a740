package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetGroup;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetGroupTest {

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders =
            ScriptedTarget.named("main-orders").staged().put("a.txt", "one");
    private final ScriptedTarget users = ScriptedTarget.named("main-users").put("b.txt", "two");
    private final Group group = new Group(orders.definition().id().type());

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
        group.members.add(orders.definition());
        group.members.add(users.definition());
    }

    /** Stands for the targets that it is told. */
    private static final class Group implements TargetDefinition {
        private final TargetId id;
        private final List<TargetDefinition> members = new ArrayList<>();
        private boolean broken;
        private int open;

        Group(String type) {
            this(type, "main");
        }

        Group(String type, String name) {
            id = new TargetId(type, name);
        }

        @Override
        public TargetId id() {
            return id;
        }

        @Override
        public Settings settings() {
            return Settings.none();
        }

        @Override
        public boolean isGroup() {
            return true;
        }

        @Override
        public BackupTarget open() {
            open++;
            return new Opened();
        }

        private final class Opened implements BackupTarget, TargetGroup {
            @Override
            public TargetId id() {
                return id;
            }

            @Override
            public List<TargetDefinition> members(RunContext context) {
                if (broken) {
                    throw new TargetException(Failure.of("TEST-001", "the server is down"));
                }
                return members;
            }

            @Override
            public Optional<TargetDefinition> member(TargetId member, Map<String, String> facts) {
                return members.stream().filter(one -> one.id().equals(member)).findFirst();
            }

            @Override
            public void capture(BackupSink sink, RunContext context) {
                throw new AssertionError("a group is not captured");
            }

            @Override
            public void restore(BackupReader from, RestoreRequest how, RunContext context) {
                throw new AssertionError("a group is not restored");
            }

            @Override
            public void close() {
                open--;
            }
        }
    }

    private Job nightly() {
        return TestHost.job("nightly").protect(group);
    }

    private List<String> listed(Backups backups) {
        return backups.catalog().list(CatalogQuery.all()).stream()
                .map(entry -> entry.id().value())
                .sorted()
                .toList();
    }

    @Test
    void the_backups_of_members_start_when_the_leases_of_all_of_them_are_held() throws Exception {
        Instant asked = host.clock.instant();
        ScriptedLeases slow = new ScriptedLeases().onAcquire(request -> host.clock.advance(Duration.ofSeconds(7)));
        try (Backups backups = host.builder()
                .leases(slow)
                .job(TestHost.job("nightly").protect(group))
                .build()) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(slow.resources()).containsSubsequence("target/main", "target/main-orders", "target/main-users");
            assertThat(report.backups())
                    .extracting(result -> result.backup().orElseThrow().startedAt())
                    .containsExactly(asked.plusSeconds(21), asked.plusSeconds(21));
        }
    }

    @Test
    void a_name_that_two_groups_may_give_is_left_to_the_one_that_is_closer_to_it() throws Exception {
        ScriptedTarget near = ScriptedTarget.named("main-2-x").put("c.txt", "three");
        Group second = new Group(near.definition().id().type(), "main-2");
        second.members.add(near.definition());
        try (Backups backups = host.with(nightly(), TestHost.job("second").protect(second))) {
            backups.run("second").orThrow();
            backups.run("nightly").orThrow();
            assertThat(listed(backups)).hasSize(3);
            // The first group has something of that name as well: two things would be in one sequence of backups.
            group.members.add(
                    ScriptedTarget.named("main-2-x").put("d.txt", "four").definition());
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.backups().get(0).failure().code()).isEqualTo("HF-RUN-074");
            backups.run("second").orThrow();
        }
    }

    @Test
    void each_member_of_a_group_has_a_backup_of_its_own_and_the_group_has_none() throws Exception {
        try (Backups backups = host.with(nightly())) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(listed(backups)).containsExactly("main-orders_20261120_021500", "main-users_20261120_021500");
        }
        assertThat(group.open).isZero();
        assertThat(orders.open()).isZero();
        host.local.assertNothingOpen();
    }

    @Test
    void one_member_may_be_asked_for_by_its_name() throws Exception {
        try (Backups backups = host.with(nightly())) {
            backups.run(RunRequest.of("nightly").target("main-users")).orThrow();
            assertThat(listed(backups)).containsExactly("main-users_20261120_021500");
            RunReport report = backups.run(RunRequest.of("nightly").target("main-nothing"));
            assertThat(report.failure().code()).isEqualTo("HF-RUN-075");
        }
    }

    @Test
    void a_group_that_cannot_tell_its_members_fails_and_the_other_targets_go_on() throws Exception {
        group.broken = true;
        ScriptedTarget uploads = ScriptedTarget.named("uploads").put("c.txt", "three");
        try (Backups backups = host.with(nightly().protect(uploads.definition()))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.failure().code()).isEqualTo("TEST-001");
            assertThat(listed(backups)).containsExactly("uploads_20261120_021500");
        }
        assertThat(group.open).isZero();
    }

    @Test
    void a_member_with_the_name_of_another_target_or_outside_the_groups_names_is_refused() throws Exception {
        ScriptedTarget other = ScriptedTarget.named("main-users").put("c.txt", "three");
        try (Backups backups = host.with(nightly().protect(other.definition()))) {
            RunReport report = backups.run("nightly");
            assertThat(report.failure().code()).isEqualTo("HF-RUN-074");
            assertThat(listed(backups)).containsExactly("main-users_20261120_021500");
        }
        group.members.clear();
        group.members.add(ScriptedTarget.named("elsewhere").definition());
        try (Backups backups = host.with(nightly())) {
            assertThat(backups.run("nightly").failure().code()).isEqualTo("HF-RUN-074");
        }
    }

    @Test
    void a_check_looks_at_the_group_and_at_its_members() throws Exception {
        try (Backups backups = host.with(nightly())) {
            assertThat(backups.check(List.of()).findings())
                    .extracting(CheckReport.Finding::object)
                    .contains(group.id().toString(), "scripted:main-orders", "scripted:main-users");
        }
    }

    @Test
    void a_member_is_restored_by_the_definition_that_the_group_gives() throws Exception {
        try (Backups backups = host.with(nightly())) {
            backups.run("nightly").orThrow();
            orders.put("a.txt", "changed");
            RestorePlan plan = backups.planRestore(RestoreOptions.of(new BackupId("main-orders_20261120_021500")));
            backups.restore(plan).orThrow();
            assertThat(orders.texts()).containsEntry("a.txt", "one");
        }
    }

    @Test
    void the_rules_of_the_job_hold_for_each_member_even_when_the_group_does_not_answer() throws Exception {
        try (Backups backups = host.with(nightly().keep(Retention.last(1)))) {
            backups.run("nightly").orThrow();
            host.clock.advance(Duration.ofDays(1));
            backups.run("nightly").orThrow();
            assertThat(listed(backups)).hasSize(2).allMatch(id -> id.contains("20261121"));
            group.broken = true;
            assertThat(backups.planExpire(List.of()).judgements())
                    .extracting(ExpirePlan.Judgement::target)
                    .containsExactly("main-orders", "main-users");
        }
    }
}
