package dev.holdfast.backup.cli;

import static dev.holdfast.backup.cli.CommandFixture.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RestoreCommandsTest {

    @TempDir
    Path directory;

    private CommandFixture holdfast;
    private String backup;

    @BeforeEach
    void aBackupAndALoss() throws IOException {
        holdfast = CommandFixture.withFiles(directory);
        backup = holdfast.backup("one");
        Files.delete(holdfast.path("uploads/a.txt"));
        holdfast.write("uploads/new.txt", "new");
    }

    private void assertRestored() throws IOException {
        assertThat(holdfast.read("uploads/a.txt")).isEqualTo("alpha\n");
        assertThat(holdfast.path("uploads/new.txt")).doesNotExist();
        assertThat(holdfast.read("uploads/folder/große Datei.bin")).hasSize(100_000);
    }

    private void assertUntouched() {
        assertThat(holdfast.path("uploads/a.txt")).doesNotExist();
        assertThat(holdfast.path("uploads/new.txt")).exists();
    }

    @Test
    void a_preview_prints_the_plan_with_its_id_and_changes_nothing() {
        Result preview = holdfast.run("restore", backup, "--preview").expect(0);
        assertThat(preview.out())
                .contains("plan")
                .contains("replace")
                .contains("next: holdfast restore " + backup + " --plan ");
        JsonNode plan =
                holdfast.run("restore", backup, "--preview", "--json").expect(0).json();
        assertThat(names(plan))
                .containsExactly(
                        "plan",
                        "backup",
                        "target",
                        "store",
                        "way",
                        "to",
                        "possible",
                        "changes",
                        "bytesNeeded",
                        "bytesFree",
                        "observed",
                        "problems");
        assertThat(preview.out()).contains(plan.get("plan").asString());
        assertThat(names(plan.get("changes").get(0))).containsExactly("action", "object", "detail");
        assertUntouched();
    }

    @Test
    void without_consent_and_without_a_terminal_it_prints_the_plan_and_refuses() {
        Result refused = holdfast.run("restore", backup).expect(10);
        assertThat(refused.out()).contains("plan").contains("replace");
        assertThat(refused.err()).contains("HF-CMD-007").contains("--yes");
        Result document = holdfast.run("restore", backup, "--json").expect(10);
        assertThat(document.json().get("plan").asString()).isNotEmpty();
        assertThat(document.error().get("code").asString()).isEqualTo("HF-CMD-007");
        assertUntouched();
    }

    @Test
    void with_yes_it_restores_and_says_how_to_undo_and_how_to_keep_it() throws IOException {
        Result restored = holdfast.run("restore", backup, "--yes").expect(0);
        assertRestored();
        assertThat(restored.out())
                .contains("of " + backup + " succeeded")
                .contains("holdfast confirm ")
                .contains("holdfast rollback ");
    }

    @Test
    void restore_prints_a_document_in_the_shape_of_a_run() throws IOException {
        JsonNode run =
                holdfast.run("restore", backup, "--yes", "--json").expect(0).json();
        assertThat(names(run))
                .containsExactly("run", "job", "outcome", "pauseSeconds", "pauses", "backups", "problems");
        assertThat(run.get("job").asString()).isEqualTo("nightly");
        assertThat(run.get("outcome").asString()).isEqualTo("succeeded");
        assertThat(run.get("backups").get(0).get("id").asString()).isEqualTo(backup);
        assertRestored();
        JsonNode restores = holdfast.run("restores", "--json").expect(0).json();
        assertThat(names(restores.get(0))).containsExactly("id", "backup", "target", "state", "startedAt");
        assertThat(restores.get(0).get("id")).isEqualTo(run.get("run"));
        assertThat(restores.get(0).get("state").asString()).isEqualTo("swapped");
        assertThat(restores.get(0).get("target").asString()).isEqualTo("uploads");
    }

    @Test
    void whoever_sits_at_a_terminal_is_asked() throws IOException {
        holdfast.onTerminal("no");
        Result declined = holdfast.run("restore", backup).expect(10);
        assertThat(declined.err()).contains("Restore now? [y/N] ").contains("HF-CMD-008");
        assertUntouched();
        holdfast.onTerminal("yes");
        holdfast.run("restore", backup).expect(0);
        assertRestored();
    }

    @Test
    void an_end_of_input_is_no_consent() {
        holdfast.onTerminal();
        holdfast.run("restore", backup).expect(10);
        assertUntouched();
    }

    @Test
    void a_plan_that_was_looked_at_is_carried_out_or_nothing() throws IOException {
        String plan = holdfast.run("restore", backup, "--preview", "--json")
                .json()
                .get("plan")
                .asString();
        Result stale =
                holdfast.run("restore", backup, "--plan", "0000", "--yes").expect(8);
        assertThat(stale.err()).contains("HF-CMD-009").contains(plan);
        assertUntouched();
        holdfast.run("restore", backup, "--plan", plan, "--yes").expect(0);
        assertRestored();
    }

    @Test
    void a_rollback_brings_the_old_one_back() throws IOException {
        String restore = holdfast.run("restore", backup, "--yes", "--json")
                .json()
                .get("run")
                .asString();
        assertRestored();
        JsonNode run = holdfast.run("rollback", restore, "--json").expect(0).json();
        assertThat(names(run))
                .containsExactly("run", "job", "outcome", "pauseSeconds", "pauses", "backups", "problems");
        assertUntouched();
        assertThat(holdfast.run("restores").expect(0).out()).contains("rolled-back");
    }

    @Test
    void a_confirmed_restore_has_no_way_back() throws IOException {
        String restore = holdfast.run("restore", backup, "--yes", "--json")
                .json()
                .get("run")
                .asString();
        holdfast.run("confirm", restore).expect(0);
        assertThat(holdfast.run("restores").out()).contains("confirmed");
        assertThat(holdfast.run("rollback", restore).code()).isNotZero();
        assertRestored();
        try (var siblings = Files.list(directory)) {
            assertThat(siblings.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("backups", "holdfast.yaml", "state", "uploads");
        }
    }

    @Test
    void another_place_gets_the_full_path_or_the_content_alone() throws IOException {
        Path full = holdfast.path("full");
        holdfast.run("restore", backup, "--to", full.toString(), "--yes").expect(0);
        assertThat(full.resolve(directory.toString().substring(1)).resolve("uploads/a.txt"))
                .hasContent("alpha\n");
        Path bare = holdfast.path("bare");
        holdfast.run("restore", backup, "--to", bare.toString(), "--strip-root", "--only", "**/*.txt", "--yes")
                .expect(0);
        assertThat(bare.resolve("folder/b.txt")).hasContent("beta\n");
        assertThat(bare.resolve("folder/große Datei.bin")).doesNotExist();
        assertUntouched();
    }

    @Test
    void options_that_do_not_go_together_are_refused_before_anything_is_begun() {
        holdfast.run("restore", backup, "--to", "x", "--in-place", "--yes").expect(2);
        holdfast.run("restore", backup, "--salvage", "--yes").expect(2);
        holdfast.run("restore", backup, "--strip-root", "--yes").expect(2);
        holdfast.run("restore", backup, "--preview", "--yes").expect(2);
        holdfast.run("restore", backup, "--on-conflict", "ask").expect(2);
        assertUntouched();
    }

    @Test
    void in_place_takes_a_pinned_safety_backup_first() throws IOException {
        String restore = holdfast.run("restore", backup, "--in-place", "--yes", "--json")
                .expect(0)
                .json()
                .get("run")
                .asString();
        assertThat(holdfast.read("uploads/a.txt")).isEqualTo("alpha\n");
        JsonNode newest = holdfast.run("list", "--json", "--limit", "1").json().get(0);
        assertThat(newest.get("pinned").asBoolean()).isTrue();
        holdfast.run("confirm", restore).expect(0);
        assertThat(holdfast.run("list", "--json", "--limit", "1")
                        .json()
                        .get(0)
                        .get("pinned")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void an_unknown_backup_is_a_usage_error() {
        assertThat(holdfast.run("restore", "uploads_none", "--yes").expect(2).err())
                .contains("HF-CAT-");
        assertThat(holdfast.run("show", "not an id").expect(2).err()).contains("HF-CFG-002");
    }
}
