package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.codec.NoCompressorProvider;
import dev.holdfast.backup.codec.ZstdCompressorProvider;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host of databases alone has no archive format, and needs none. */
class ArchiveFormatTest {

    @TempDir
    Path state;

    private TestHost host;

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    /** Nothing here makes archives. */
    private Backups backups(Job job) {
        return host.builder()
                .providers(Providers.of(new NoCompressorProvider(), new ZstdCompressorProvider()))
                .job(job)
                .build();
    }

    private static List<Problem> found(Backups backups) {
        return backups.check(List.of()).findings().stream()
                .filter(finding -> finding.object().equals("job nightly"))
                .findFirst()
                .orElseThrow()
                .problems();
    }

    @Test
    void a_target_that_writes_no_archive_is_backed_up_without_an_archive_format() throws Exception {
        ScriptedTarget orders =
                ScriptedTarget.named("orders").onCapture(ScriptedTarget.artifact("dump", "rows".getBytes()));
        try (Backups backups =
                backups(Job.named("nightly").protect(orders.definition()).verify(VerificationLevel.DECODED))) {
            CheckReport report = backups.check(List.of());
            assertThat(report.isGood()).isTrue();
            assertThat(found(backups)).extracting(Problem::severity).containsExactly(Severity.INFO);
            RunReport run = backups.run("nightly").orThrow();
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            BackupManifest made = run.backups().get(0).backup().orElseThrow();
            assertThat(made.artifacts().get(0).encodings()).containsExactly("zstd");
        }
    }

    @Test
    void a_target_that_writes_an_archive_fails_and_says_which_format_is_missing() throws Exception {
        ScriptedTarget uploads = ScriptedTarget.named("uploads").put("a.txt", "one");
        ScriptedTarget orders =
                ScriptedTarget.named("orders").onCapture(ScriptedTarget.artifact("dump", "rows".getBytes()));
        try (Backups backups =
                backups(Job.named("nightly").protect(uploads.definition()).protect(orders.definition()))) {
            assertThat(found(backups)).extracting(Problem::code).containsExactly("HF-PRV-001");
            RunReport run = backups.run("nightly");
            assertThat(run.backups())
                    .extracting(BackupResult::state)
                    .containsExactly(RunState.FAILED, RunState.SUCCEEDED);
            assertThat(run.backups().get(0).failure().code()).isEqualTo("HF-PRV-001");
            assertThat(host.local.keys()).noneMatch(key -> key.contains("uploads"));
        }
    }

    @Test
    void a_format_that_the_job_names_has_to_be_there_for_every_target() throws Exception {
        ScriptedTarget orders =
                ScriptedTarget.named("orders").onCapture(ScriptedTarget.artifact("dump", "rows".getBytes()));
        try (Backups backups = backups(Job.named("nightly")
                .archive(ArchiveOptions.DEFAULT.format("zip"))
                .protect(orders.definition()))) {
            assertThat(found(backups)).extracting(Problem::severity).containsExactly(Severity.ERROR);
            assertThat(backups.run("nightly").state()).isEqualTo(RunState.FAILED);
            assertThat(orders.captures()).isZero();
        }
    }
}
