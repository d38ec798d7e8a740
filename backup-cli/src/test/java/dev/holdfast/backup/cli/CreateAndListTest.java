package dev.holdfast.backup.cli;

import static dev.holdfast.backup.cli.CommandFixture.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CreateAndListTest {

    private static final String[] BACKUP = {
        "id",
        "target",
        "type",
        "job",
        "stores",
        "startedAt",
        "finishedAt",
        "outcome",
        "bytes",
        "originalBytes",
        "entries",
        "pinned",
        "verified",
        "artifacts"
    };

    @TempDir
    Path directory;

    private CommandFixture holdfast;

    @BeforeEach
    void files() throws IOException {
        holdfast = CommandFixture.withFiles(directory);
    }

    @Test
    void create_tells_the_backup_its_sizes_and_what_to_do_next() {
        Result result = holdfast.run("create", "--name", "one").expect(0);
        assertThat(result.out())
                .contains("BACKUP", "RATIO", "RATE", "STORES")
                .contains("uploads_one")
                .contains("succeeded")
                .contains("local")
                .contains("next: holdfast verify uploads_one")
                .contains("holdfast restore uploads_one --preview");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void create_prints_one_document_in_the_shape_of_the_reference() {
        JsonNode run = holdfast.run("create", "--json", "--label", "ticket=4711")
                .expect(0)
                .json();
        assertThat(names(run))
                .containsExactly("run", "job", "outcome", "pauseSeconds", "pauses", "backups", "problems");
        assertThat(run.get("job").asString()).isEqualTo("nightly");
        assertThat(run.get("outcome").asString()).isEqualTo("succeeded");
        assertThat(run.get("pauseSeconds").asInt()).isZero();
        assertThat(run.get("problems")).isEmpty();
        JsonNode backup = run.get("backups").get(0);
        assertThat(names(backup)).containsExactly(BACKUP);
        assertThat(backup.get("target").asString()).isEqualTo("uploads");
        assertThat(backup.get("type").asString()).isEqualTo("files");
        assertThat(backup.get("id").asString()).matches("uploads_\\d{8}_\\d{6}");
        assertThat(backup.get("stores").toString()).isEqualTo("[{\"name\":\"local\",\"outcome\":\"committed\"}]");
        assertThat(Instant.parse(backup.get("startedAt").asString()))
                .isBeforeOrEqualTo(Instant.parse(backup.get("finishedAt").asString()));
        assertThat(backup.get("originalBytes").asLong()).isGreaterThan(100_000);
        assertThat(backup.get("bytes").asLong()).isBetween(1L, 20_000L);
        assertThat(backup.get("entries").asLong()).isEqualTo(5);
        assertThat(backup.get("pinned").asBoolean()).isFalse();
        assertThat(names(backup.get("artifacts").get(0))).containsExactly("name", "bytes", "sha256");
    }

    @Test
    void what_create_says_of_a_backup_is_what_list_says() {
        JsonNode created =
                holdfast.run("create", "--json").expect(0).json().get("backups").get(0);
        JsonNode listed = holdfast.run("list", "--json").expect(0).json().get(0);
        assertThat(names(listed)).containsExactly(BACKUP);
        assertThat(listed).isEqualTo(created);
    }

    @Test
    void list_is_newest_first_and_can_be_narrowed() {
        holdfast.backup("one");
        holdfast.backup("two");
        assertThat(holdfast.run("list", "--json")
                        .json()
                        .valueStream()
                        .map(b -> b.get("id").asString()))
                .containsExactly("uploads_two", "uploads_one");
        assertThat(holdfast.run("list", "--json", "--limit", "1").json()).hasSize(1);
        assertThat(holdfast.run("list", "--json", "--since", "1h", "--target", "uploads", "--type", "files")
                        .json())
                .hasSize(2);
        assertThat(holdfast.run("list", "--json", "--since", "2999-01-01")
                        .expect(0)
                        .json())
                .isEmpty();
        assertThat(holdfast.run("list", "--target", "other").expect(0).out()).isEqualTo("no backup matches\n");
    }

    @Test
    void list_is_a_table_for_people() {
        holdfast.backup("one");
        String[] lines = holdfast.run("list").expect(0).out().split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0])
                .startsWith("ID           TARGET         ")
                .contains("SIZE", "DATA", "ENTRIES", "AGE", "STATE");
        assertThat(lines[1])
                .startsWith("uploads_one  files:uploads  ")
                .contains("succeeded")
                .endsWith("local");
    }

    @Test
    void list_of_nothing_says_what_to_do() {
        assertThat(holdfast.run("list").expect(0).out())
                .contains("no backups yet")
                .contains("next: holdfast create");
        assertThat(holdfast.run("list", "--json").expect(0).json()).isEmpty();
    }

    @Test
    void list_shows_a_damaged_backup_as_damaged() throws IOException {
        holdfast.backup("one");
        holdfast.backup("two");
        Files.writeString(holdfast.path("backups/uploads/uploads_one/manifest.json"), "{");
        assertThat(holdfast.run("list").expect(0).out())
                .containsPattern("uploads_one .*damaged")
                .containsPattern("uploads_two .*succeeded");
        JsonNode listed = holdfast.run("list", "--json").expect(0).json();
        assertThat(listed).hasSize(2);
        assertThat(listed.valueStream()
                        .filter(b -> b.get("id").asString().equals("uploads_one"))
                        .map(b -> b.get("outcome").asString()))
                .containsExactly("damaged");
        assertThat(holdfast.run("show", "uploads_one").expect(6).out()).contains("damaged");
    }

    @Test
    void a_target_stands_for_its_job_and_an_unknown_name_gets_a_suggestion() {
        assertThat(holdfast.run("create", "uploads", "--json")
                        .expect(0)
                        .json()
                        .get("job")
                        .asString())
                .isEqualTo("nightly");
        Result unknown = holdfast.run("create", "nightyl").expect(2);
        assertThat(unknown.err())
                .contains("error: no job and no target is called \"nightyl\" (HF-CMD-004)")
                .contains("hint: Did you mean \"nightly\"?");
        assertThat(unknown.out()).isEmpty();
    }

    @Test
    void a_dry_run_says_what_would_be_done_and_takes_no_backup() {
        assertThat(holdfast.run("create", "--dry-run").expect(0).out())
                .contains("would run nightly for uploads, to local");
        JsonNode plan = holdfast.run("create", "--dry-run", "--json").expect(0).json();
        assertThat(names(plan)).containsExactly("dryRun", "jobs", "ok", "findings");
        assertThat(holdfast.run("list", "--json").json()).isEmpty();
    }

    @Test
    void several_jobs_have_to_be_named_and_all_runs_them_all() throws IOException {
        holdfast.write("config/app.yaml", "a: 1\n");
        holdfast.configure("""
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: ./uploads }
                  config: { type: files, paths: ./config }
                jobs:
                  nightly: { targets: [uploads, config], stores: [local] }
                  weekly: { targets: [uploads], stores: [local] }
                """);
        assertThat(holdfast.run("create").expect(2).err())
                .contains("HF-CMD-002")
                .contains("nightly, weekly");
        assertThat(holdfast.run("create", "uploads").expect(2).err())
                .contains("HF-CMD-005")
                .contains("nightly, weekly");
        JsonNode runs = holdfast.run("create", "--all", "--json").expect(0).json();
        assertThat(runs.valueStream().map(run -> run.get("job").asString())).containsExactly("nightly", "weekly");
        assertThat(runs.get(0).get("backups")).hasSize(2);
        assertThat(holdfast.run("create", "config").expect(0).out())
                .contains("config_")
                .doesNotContain("uploads_");
    }

    @Test
    void a_store_that_fails_degrades_the_run_and_copy_catches_it_up() throws IOException {
        holdfast.configure("""
                stores:
                  local: { type: directory, path: ./backups }
                  second: { type: directory, path: ./second }
                targets:
                  uploads: { type: files, paths: ./uploads }
                """);
        holdfast.configure(
                holdfast.read("holdfast.yaml") + "jobs:\n  nightly: { targets: [uploads], stores: [local, second] }\n");
        holdfast.backup("one");
        // The disk of the second store is not mounted any more.
        Files.move(holdfast.path("second"), holdfast.path("gone"));
        JsonNode run =
                holdfast.run("create", "--name", "two", "--json").expect(3).json();
        assertThat(run.get("outcome").asString()).isEqualTo("degraded");
        assertThat(run.get("backups").get(0).get("stores").toString())
                .isEqualTo(
                        "[{\"name\":\"local\",\"outcome\":\"committed\"},{\"name\":\"second\",\"outcome\":\"failed\"}]");
        assertThat(holdfast.run("list", "--json").expect(3).json()).hasSize(2);
        holdfast.run("list", "--store", "second").expect(5);
        Files.move(holdfast.path("gone"), holdfast.path("second"));
        holdfast.run("copy", "uploads_two", "--to", "second").expect(0);
        assertThat(holdfast.run("list", "--store", "second", "--json").json()).hasSize(2);
    }

    @Test
    void a_store_that_cannot_be_written_is_exit_code_5_with_one_document() throws IOException {
        holdfast.write("file", "not a directory");
        holdfast.configure(holdfast.read("holdfast.yaml").replace("./backups", "./file/backups"));
        JsonNode document = holdfast.run("create", "--json").expect(5).json();
        assertThat(document.get("error").get("code").asString()).startsWith("HF-STO-");
        assertThat(holdfast.run("create").expect(5).out()
                        + holdfast.run("create").err())
                .contains("HF-STO-");
    }

    @Test
    void a_hook_that_cannot_act_is_exit_code_9_of_a_check_unless_something_graver_is_wrong() throws IOException {
        holdfast.configure(holdfast.read("holdfast.yaml")
                .replace("keep: {", "hooks: [{ type: command, before: [/no/such/program] }], keep: {"));
        assertThat(holdfast.run("check").expect(9).out())
                .contains("hook nightly/command")
                .contains("failed");
        String good = holdfast.read("holdfast.yaml");
        holdfast.configure(good.replace("paths: ./uploads", "paths: ./nowhere"));
        holdfast.run("check").expect(4);
        holdfast.configure(good.replace("keep: {", "archive: { format: nothing }, keep: {"));
        holdfast.run("check").expect(2);
    }

    @Test
    void what_fails_all_targets_of_a_run_is_told_once() throws IOException {
        holdfast.configure("""
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  one: { type: files, paths: ./uploads }
                  two: { type: files, paths: ./uploads }
                jobs:
                  nightly: { targets: [one, two], hooks: [{ type: command, before: [/no/such/program] }] }
                """);
        String said = holdfast.run("create", "nightly").expect(9).toString();
        assertThat(said)
                .containsOnlyOnce("/no/such/program")
                .contains("files:one")
                .contains("files:two");
    }

    @Test
    void a_target_that_is_not_there_is_exit_code_4() throws IOException {
        holdfast.configure(holdfast.read("holdfast.yaml").replace("paths: ./uploads", "paths: ./nowhere"));
        assertThat(holdfast.run("check").expect(4).out())
                .contains("files:uploads")
                .contains("failed");
        holdfast.run("create").expect(4);
        assertThat(holdfast.run("create", "--json")
                        .expect(4)
                        .error()
                        .get("code")
                        .asString())
                .startsWith("HF-FIL-");
    }
}
