package dev.holdfast.backup.cli;

import static dev.holdfast.backup.cli.CommandFixture.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import dev.holdfast.backup.cli.command.CancelRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class KeepingCommandsTest {

    @TempDir
    Path directory;

    private CommandFixture holdfast;

    @BeforeEach
    void files() throws IOException {
        holdfast = CommandFixture.withFiles(directory);
    }

    @Test
    void show_tells_all_of_a_backup() {
        holdfast.run("create", "--name", "one", "--label", "ticket=4711").expect(0);
        assertThat(holdfast.run("show", "uploads_one").expect(0).out())
                .contains("files:uploads")
                .contains("ARTIFACT", "RATIO", "RATE", "ENCODING")
                .contains(".tar.zst")
                .contains("ticket")
                .contains("4711");
        JsonNode shown = holdfast.run("show", "uploads_one", "--json").expect(0).json();
        assertThat(names(shown)).endsWith("artifacts", "facts", "labels", "problems");
        assertThat(shown.get("labels").get("ticket").asString()).isEqualTo("4711");
        JsonNode listed = holdfast.run("list", "--json").json().get(0);
        assertThat(names(shown)).containsAll(names(listed));
    }

    @Test
    void verify_notes_the_proof_and_list_shows_it() {
        holdfast.backup("one");
        Result verified =
                holdfast.run("verify", "uploads_one", "--level", "decoded").expect(0);
        assertThat(verified.out()).contains("uploads_one").contains("decoded").contains("good");
        JsonNode listed = holdfast.run("list", "--json").json().get(0);
        assertThat(names(listed.get("verified"))).containsExactly("level", "at");
        assertThat(listed.get("verified").get("level").asString()).isEqualTo("decoded");
        JsonNode document = holdfast.run("verify", "--all", "--json").expect(0).json();
        assertThat(names(document)).containsExactly("backups");
        assertThat(names(document.get("backups").get(0))).containsExactly("id", "store", "level", "ok", "problems");
    }

    @Test
    void verify_finds_a_flipped_byte_and_ends_with_6() throws IOException {
        holdfast.backup("one");
        Path archive = holdfast.objects("backups").stream()
                .filter(path -> path.toString().endsWith(".tar.zst"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
        Result bad = holdfast.run("verify", "uploads_one").expect(6);
        assertThat(bad.out())
                .contains("BAD")
                .contains("do not rely on it")
                .contains(archive.getFileName().toString());
        JsonNode result = holdfast.run("verify", "--all", "--json")
                .expect(6)
                .json()
                .get("backups")
                .get(0);
        assertThat(result.get("ok").asBoolean()).isFalse();
        assertThat(names(result.get("problems").get(0))).containsExactly("severity", "code", "message", "hint");
        holdfast.run("restore", "uploads_one", "--to", holdfast.path("x").toString(), "--yes")
                .expect(6);
    }

    @Test
    void verify_wants_backups_or_all_and_a_level_there_is() {
        assertThat(holdfast.run("verify").expect(2).err()).contains("--all");
        holdfast.run("verify", "uploads_one", "--all").expect(2);
        assertThat(holdfast.run("verify", "--all", "--level", "decodde")
                        .expect(2)
                        .err())
                .contains("stored, decoded, restored");
    }

    @Test
    void expire_says_of_each_backup_why_it_is_kept_or_not() throws IOException {
        // Rules that drop nothing at the end of a create, until they are tightened here.
        holdfast.configure(holdfast.read("holdfast.yaml").replace("last: 2", "last: 9"));
        holdfast.backup("one");
        holdfast.backup("two");
        holdfast.backup("three");
        holdfast.run("pin", "uploads_one", "--reason", "the first").expect(0);
        holdfast.configure(holdfast.read("holdfast.yaml").replace("last: 9", "last: 1"));
        JsonNode plan = holdfast.run("expire", "--dry-run", "--json").expect(0).json();
        assertThat(names(plan)).containsExactly("backups");
        assertThat(names(plan.get("backups").get(0))).containsExactly("id", "keep", "reasons", "job", "store");
        assertThat(plan.get("backups").valueStream().map(b -> b.get("id").asString() + " " + b.get("keep")))
                .containsExactly("uploads_three true", "uploads_two false", "uploads_one true");
        assertThat(holdfast.run("list", "--json").json()).hasSize(3);
        assertThat(holdfast.run("expire", "--dry-run").expect(0).out())
                .containsPattern("keep +uploads_three")
                .containsPattern("drop +uploads_two")
                .contains("2 kept, 1 would be dropped")
                .contains("next: holdfast expire");
        assertThat(holdfast.run("expire").expect(0).out()).contains("2 kept, 1 dropped");
        assertThat(holdfast.run("list", "--json")
                        .json()
                        .valueStream()
                        .map(b -> b.get("id").asString()))
                .containsExactly("uploads_three", "uploads_one");
    }

    @Test
    void a_signal_that_comes_before_expire_verify_or_recover_begin_keeps_them_from_doing_anything() throws IOException {
        holdfast.configure(holdfast.read("holdfast.yaml").replace("last: 2", "last: 9"));
        holdfast.backup("one");
        holdfast.backup("two");
        holdfast.configure(holdfast.read("holdfast.yaml").replace("last: 9", "last: 1"));
        // Whom it interrupts is nobody here, so that it is not the interrupt that ends the command.
        CancelRequest signal = new CancelRequest(new Thread("holdfast-test-nobody"));
        signal.request();
        holdfast.nextCancel(signal);
        for (String[] command :
                List.of(new String[] {"expire"}, new String[] {"verify", "--all"}, new String[] {"recover"})) {
            Result cancelled = holdfast.run(command).expect(130);
            assertThat(cancelled.out() + cancelled.err()).contains("cancelled");
        }
        holdfast.nextCancel(new CancelRequest(Thread.currentThread()));
        assertThat(holdfast.run("list", "--json").expect(0).json())
                .as("none was dropped")
                .hasSize(2);
        assertThat(holdfast.run("expire").expect(0).out()).contains("1 kept, 1 dropped");
    }

    @Test
    void a_pinned_backup_is_shown_as_such_and_cannot_be_deleted_until_it_is_unpinned() {
        holdfast.backup("one");
        holdfast.backup("two");
        JsonNode pinned = holdfast.run("pin", "uploads_one", "--reason", "keep it", "--json")
                .expect(0)
                .json();
        assertThat(pinned.toString()).isEqualTo("{\"id\":\"uploads_one\",\"pinned\":true,\"reason\":\"keep it\"}");
        assertThat(holdfast.run("list").out()).contains("pinned");
        assertThat(holdfast.run("show", "uploads_one").out()).contains("keep it");
        holdfast.run("delete", "uploads_one", "--yes").expect(10);
        holdfast.run("unpin", "uploads_one").expect(0);
        assertThat(holdfast.run("delete", "uploads_one", "--yes", "--json")
                        .expect(0)
                        .json()
                        .toString())
                .isEqualTo("{\"id\":\"uploads_one\",\"deleted\":true}");
        assertThat(holdfast.run("list", "--json").json()).hasSize(1);
    }

    @Test
    void a_pin_wants_a_reason() {
        holdfast.backup("one");
        assertThat(holdfast.run("pin", "uploads_one").expect(2).err()).contains("--reason");
        holdfast.run("pin", "uploads_one", "--reason", " ").expect(2);
    }

    @Test
    void delete_asks_on_a_terminal_and_refuses_elsewhere() {
        holdfast.backup("one");
        holdfast.backup("two");
        assertThat(holdfast.run("delete", "uploads_one").expect(10).err()).contains("HF-CMD-007");
        assertThat(holdfast.run("delete", "uploads_one", "--json")
                        .expect(10)
                        .error()
                        .get("code")
                        .asString())
                .isEqualTo("HF-CMD-007");
        holdfast.onTerminal("n", "y");
        holdfast.run("delete", "uploads_one").expect(10);
        assertThat(holdfast.run("list", "--json").json()).hasSize(2);
        assertThat(holdfast.run("delete", "uploads_one").expect(0).out()).contains("deleted uploads_one");
        assertThat(holdfast.run("list", "--json").json()).hasSize(1);
    }

    @Test
    void an_export_is_imported_elsewhere() throws IOException {
        holdfast.backup("one");
        Path usb = holdfast.path("usb");
        assertThat(holdfast.run("export", "uploads_one", "--to", "usb", "--json")
                        .expect(0)
                        .json()
                        .toString())
                .isEqualTo("{\"id\":\"uploads_one\",\"to\":\"" + usb + "\"}");
        CommandFixture other = CommandFixture.withFiles(Files.createDirectory(holdfast.path("other")));
        JsonNode imported =
                other.run("import", usb.toString(), "--json").expect(0).json();
        assertThat(imported.toString()).isEqualTo("{\"backups\":[{\"id\":\"uploads_one\"}]}");
        other.run("verify", "uploads_one", "--level", "decoded").expect(0);
        other.run("import", usb.toString()).expect(0);
        assertThat(other.run("list", "--json").json()).hasSize(1);
    }

    @Test
    void recover_with_nothing_to_do_says_so() {
        assertThat(holdfast.run("recover").expect(0).out()).isEqualTo("nothing to recover\n");
        assertThat(names(holdfast.run("recover", "--json").expect(0).json()))
                .containsExactly("interrupted", "undone", "removed", "problems");
    }

    @Test
    void copy_to_a_store_that_is_not_configured_is_a_usage_error() {
        holdfast.backup("one");
        assertThat(holdfast.run("copy", "uploads_one", "--to", "elsewhere")
                        .expect(2)
                        .err())
                .contains("elsewhere");
    }
}
