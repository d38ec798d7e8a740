package dev.holdfast.backup.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.ManualClock;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way: a job, a store, a loss, a restore, a rollback. */
class EngineTest {

    @TempDir
    Path directory;

    private Path live;

    @BeforeEach
    void makeTheDatabase() throws Exception {
        live = Databases.small(directory.resolve("skills.db"));
    }

    private Backups host(SqliteFormat format) {
        return Backups.builder()
                .clock(ManualClock.at("2026-11-20T02:15:00Z"))
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("backups")))
                .job(Job.named("nightly")
                        .protect(SqliteTarget.named("skills")
                                .path(live)
                                .format(format)
                                .requireTables("skill"))
                        .archive(ArchiveOptions.DEFAULT.compression("gzip"))
                        .artifactName("{target}-{date}-{time}")
                        .verify(VerificationLevel.DECODED))
                .build();
    }

    @ParameterizedTest
    @EnumSource(SqliteFormat.class)
    void a_lost_database_comes_back_and_can_be_rolled_back(SqliteFormat format) throws Exception {
        try (Backups backups = host(format)) {
            BackupManifest made =
                    backups.run("nightly").orThrow().backups().get(0).backup().orElseThrow();
            assertThat(made.problems()).isEmpty();
            Databases.run(live, "DELETE FROM skill");

            String restore = backups.restore(backups.planRestore(RestoreOptions.of(made.id())))
                    .orThrow()
                    .restore()
                    .id();
            assertThat(Databases.number(live, "SELECT count(*) FROM skill")).isEqualTo(3);
            backups.rollback(restore).orThrow();
            assertThat(Databases.number(live, "SELECT count(*) FROM skill")).isZero();

            backups.restore(backups.planRestore(RestoreOptions.of(made.id(), RestoreRequest.inPlace())))
                    .orThrow();
            assertThat(Databases.number(live, "SELECT count(*) FROM skill")).isEqualTo(3);
            Path elsewhere = directory.resolve("elsewhere.db");
            backups.restore(backups.planRestore(RestoreOptions.of(made.id(), RestoreRequest.to(elsewhere.toString()))))
                    .orThrow();
            assertThat(Databases.text(elsewhere, "PRAGMA integrity_check")).isEqualTo("ok");
        }
    }

    @Test
    void a_dump_can_have_a_name_of_the_hosts_own_and_every_tool_reads_it() throws Exception {
        try (Backups backups = host(SqliteFormat.SQL)) {
            BackupManifest made =
                    backups.run("nightly").orThrow().backups().get(0).backup().orElseThrow();
            Path folder = directory.resolve("backups/skills").resolve(made.id().value());
            Path dump = folder.resolve("skills-20261120-021500.sql.gz");
            assertThat(dump).isRegularFile();
            try (InputStream in = new GZIPInputStream(Files.newInputStream(dump))) {
                Path loaded = Databases.load(in.readAllBytes(), directory.resolve("loaded.db"));
                assertThat(Databases.describe(loaded)).isEqualTo(Databases.describe(live));
            }
            assertThat(Files.readString(folder.resolve("RESTORE.md"), StandardCharsets.UTF_8))
                    .contains("gzip -dc skills-20261120-021500.sql.gz > skills-20261120-021500.sql")
                    .contains("sqlite3 -bail NEW.db < ");
        }
    }
}
