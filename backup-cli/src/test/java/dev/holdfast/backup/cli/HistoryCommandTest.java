package dev.holdfast.backup.cli;

import static dev.holdfast.backup.cli.CommandFixture.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import dev.holdfast.backup.cli.output.Terminal;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class HistoryCommandTest {

    @TempDir
    Path directory;

    private CommandFixture holdfast;

    @BeforeEach
    void files() throws IOException {
        holdfast = CommandFixture.withFiles(directory);
    }

    private List<String> kinds(String... options) {
        String[] words = new String[options.length + 2];
        words[0] = "history";
        words[1] = "--json";
        System.arraycopy(options, 0, words, 2, options.length);
        return holdfast.run(words)
                .expect(0)
                .json()
                .valueStream()
                .map(run -> run.get("kind").asString())
                .toList();
    }

    @Test
    void what_commands_did_is_remembered_newest_first_with_who_asked_for_it() {
        assertThat(holdfast.run("history").expect(0).out()).isEqualTo("nothing was done yet\n");
        String backup = holdfast.backup("one");
        // The last good one of a target would not be deleted.
        holdfast.backup("two");
        holdfast.run("verify", backup).expect(0);
        holdfast.run("pin", backup, "--reason", "keep").expect(0);
        holdfast.run("unpin", backup).expect(0);
        holdfast.run("delete", backup, "--yes").expect(0);

        assertThat(kinds()).containsExactly("delete", "unpin", "pin", "verify", "backup", "backup");
        assertThat(kinds("--kind", "pin,unpin")).containsExactly("unpin", "pin");
        assertThat(kinds("--job", "nightly")).contains("backup");
        assertThat(kinds("--state", "failed")).isEmpty();
        assertThat(kinds("--until", "1h")).isEmpty();
        JsonNode run =
                holdfast.run("history", "--kind", "backup", "--json").json().get(1);
        assertThat(names(run)).startsWith("run", "kind", "job", "outcome", "startedAt", "finishedAt", "cause");
        assertThat(run.get("cause").get("requester").asString()).isEqualTo("ada");
        assertThat(run.get("targets").get(0).get("id").asString()).isEqualTo(backup);
        JsonNode removal = holdfast.run("history", "--kind", "delete", "--json")
                .json()
                .get(0)
                .get("removals")
                .get(0);
        assertThat(removal.get("id").asString()).isEqualTo(backup);
        assertThat(holdfast.run("history").expect(0).out().lines().toList().get(6))
                .matches("\\d{8}T\\d{6}-\\w+ +\\d+ s +backup +nightly +succeeded .* ada +uploads_one");
    }

    @Test
    void one_run_is_shown_whole() {
        holdfast.backup("one");
        JsonNode listed = holdfast.run("history", "--json").expect(0).json().get(0);
        String id = listed.get("run").asString();

        assertThat(holdfast.run("history", "show", id, "--json").expect(0).json())
                .isEqualTo(listed);
        assertThat(holdfast.run("history", "show", id).expect(0).out())
                .containsPattern("run +" + id)
                .containsPattern("kind +backup")
                .containsPattern("job +nightly")
                .containsPattern("state +succeeded")
                .containsPattern("started +\\S+Z \\(\\d+ s ago\\)")
                .containsPattern("asked for by +ada \\(command\\)")
                .containsPattern("uploads +succeeded +uploads_one .* local");
    }

    @Test
    void problems_are_shown_with_what_to_do_about_them() throws IOException {
        holdfast.configure(holdfast.read("holdfast.yaml").replace("paths: ./uploads", "paths: ./nowhere"));
        assertThat(holdfast.run("create").code()).isNotZero();
        JsonNode failed = holdfast.run("history", "--state", "failed", "--json")
                .expect(0)
                .json()
                .get(0);
        JsonNode problem = failed.get("problems").get(0);
        assertThat(problem.get("hint").asString()).isNotEmpty();

        assertThat(holdfast.run("history", "show", failed.get("run").asString())
                        .expect(0)
                        .out())
                .contains("error: " + problem.get("message").asString())
                .contains(problem.get("hint").asString());
        assertThat(holdfast.run("history").expect(0).out())
                .contains(problem.get("code").asString());
    }

    @Test
    void why_backups_expired_is_in_the_list_and_with_the_run() {
        for (String name : List.of("one", "two", "three")) {
            holdfast.backup(name);
        }
        // The rules of the job remove at the end of a run already.
        JsonNode run = holdfast.run("history", "--json").expect(0).json().get(0);
        assertThat(holdfast.run("history").expect(0).out())
                .contains("uploads_three; removed uploads_one: kept by no rule");
        assertThat(holdfast.run("history", "show", run.get("run").asString())
                        .expect(0)
                        .out())
                .containsPattern("REMOVED +STORE +SIZE +WHY")
                .containsPattern("uploads_one +local +\\S+ k?B +kept by no rule");
    }

    @Test
    void a_run_that_never_was_is_told_with_where_to_look() {
        holdfast.backup("one");
        Result result = holdfast.run("history", "show", "20200101T000000-000000", "--json")
                .expect(2);
        assertThat(result.error().get("code").asString()).isEqualTo("HF-HIS-008");
        assertThat(result.error().get("hint").asString()).contains("holdfast history");
        assertThat(holdfast.run("history", "show").expect(2).err()).contains("RUN");
    }

    @Test
    void in_a_narrow_terminal_what_came_of_a_run_stands_below_it() {
        holdfast.backup("one");
        holdfast.onTerminal(new Terminal(true, true, true, 80, false));
        List<String> lines = holdfast.run("history").expect(0).out().lines().toList();
        assertThat(lines).hasSize(3).allMatch(line -> line.length() <= 80);
        assertThat(lines.get(2)).isEqualTo("    uploads_one");
    }

    @Test
    void a_page_tells_where_the_next_one_begins() {
        String backup = holdfast.backup("one");
        holdfast.run("pin", backup, "--reason", "keep").expect(0);

        Result page = holdfast.run("history", "--limit", "1", "--json").expect(0);
        assertThat(page.json()).hasSize(1);
        assertThat(page.err()).startsWith("more: add --after ");
        String place = page.err().strip().substring("more: add --after ".length());
        Result next = holdfast.run("history", "--after", place, "--json").expect(0);
        assertThat(next.json().valueStream().map(run -> run.get("kind").asString()))
                .containsExactly("backup");
        assertThat(next.err()).isEmpty();
    }

    @Test
    void what_is_asked_for_wrongly_is_told() {
        assertThat(holdfast.run("history", "--kind", "bakup").expect(2).err()).contains("Did you mean \"backup\"?");
        assertThat(holdfast.run("history", "--until", "soon").expect(2).err())
                .contains("HF-CMD-011")
                .contains("--until");
        assertThat(holdfast.run("history", "--limit", "0").expect(2).err()).contains("--limit is 0");
        assertThat(holdfast.run("history", "--after", "x").expect(2).err()).contains("--after");
    }

    @Test
    void a_backup_is_made_though_the_file_of_the_history_cannot_be_used_and_is_remembered_later() throws IOException {
        Files.createDirectories(holdfast.path("state/history.db"));
        holdfast.run("create", "--name", "one").expect(0);
        assertThat(holdfast.run("list").expect(0).out()).contains("uploads_one");
        assertThat(holdfast.run("history").expect(2).err()).contains("HF-HIS-00");

        Files.delete(holdfast.path("state/history.db"));
        holdfast.run("create", "--name", "two").expect(0);
        assertThat(kinds()).containsExactly("backup", "backup");
    }

    @Test
    void nothing_is_backed_up_while_nobody_can_say_whether_another_node_does() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        holdfast.configure(holdfast.read("holdfast.yaml")
                + "scheduler: { database: \"jdbc:postgresql://127.0.0.1:%d/holdfast\", user: holdfast }\n"
                        .formatted(port));

        Result refused = holdfast.run("create").expect(7);
        assertThat(refused.out() + refused.err()).contains("HF-LEA-005");
        assertThat(holdfast.run("list").expect(0).out()).contains("no backups yet");
        assertThat(holdfast.run("history").expect(2).err()).contains("HF-HIS-001");
        assertThat(holdfast.run("schedule", "list").expect(2).err()).contains("HF-HIS-001");
    }
}
