package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.engine.RunRequest;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetGroup;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllDatabasesTest {

    @Test
    void each_database_of_a_server_has_a_backup_of_its_own(@TempDir Path directory) throws Exception {
        try (LocalPostgres server = LocalPostgres.start()) {
            server.createDatabase("shop_2024");
            server.createDatabase("Shop");
            server.createDatabase("left-out");
            server.createDatabase("closed");
            server.sql("postgres", "ALTER DATABASE closed ALLOW_CONNECTIONS false");
            server.sql("shop_2024", "CREATE TABLE t (v int)", "INSERT INTO t VALUES (1)");
            PostgresTarget all = PostgresTarget.named("main")
                    .host("127.0.0.1")
                    .port(server.port())
                    .user(LocalPostgres.SUPERUSER)
                    .password(dev.holdfast.backup.Secret.of(LocalPostgres.PASSWORD))
                    .allDatabases()
                    .excludeDatabases("left*");
            try (Backups backups = Backups.builder()
                    .state(directory.resolve("state"))
                    .store("local", DirectoryStore.at(directory.resolve("store")))
                    .job(Job.named("nightly").protect(all).verify(VerificationLevel.DECODED))
                    .build()) {
                RunReport report = backups.run("nightly").orThrow();
                assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
                List<CatalogEntry> entries = backups.catalog().list(CatalogQuery.all());
                assertThat(entries)
                        .extracting(entry -> entry.target().name())
                        .containsExactlyInAnyOrder("main-postgres", "main-shop-2024", "main---53hop");
                assertThat(backups.run(RunRequest.of("nightly").target("main-shop-2024"))
                                .orThrow()
                                .backups())
                        .hasSize(1);
                assertThat(backups.check(List.of()).findings())
                        .extracting(finding -> finding.object())
                        .contains("postgres:main", "postgres:main-shop-2024");
            }
        }
    }

    @Test
    void a_database_that_is_gone_can_still_be_restored_by_the_groups_definition() throws Exception {
        PostgresTarget all = LocalPostgres.shared().target("main", "postgres").allDatabases();
        try (BackupTarget target = all.open();
                TestRunContext context = new TestRunContext()) {
            TargetGroup group = target.ability(TargetGroup.class).orElseThrow();
            assertThat(group.members(context))
                    .extracting(TargetDefinition::id)
                    .contains(new dev.holdfast.backup.TargetId("postgres", "main-postgres"));
            var gone = new dev.holdfast.backup.TargetId("postgres", "main-long-gone");
            TargetDefinition member =
                    group.member(gone, Map.of("database", "long_gone")).orElseThrow();
            assertThat(member.id()).isEqualTo(gone);
            assertThat(member.isGroup()).isFalse();
            assertThat(member.settings().text("database")).contains("long_gone");
            assertThat(group.member(gone, Map.of("database", "another"))).isEmpty();
        }
    }
}
