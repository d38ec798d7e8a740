package dev.holdfast.backup.cli;

import static dev.holdfast.backup.cli.CommandFixture.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ConfigurationCommandsTest {

    @TempDir
    Path directory;

    @Test
    void init_writes_a_configuration_that_check_and_create_accept() throws IOException {
        CommandFixture holdfast = CommandFixture.empty(directory);
        holdfast.write("uploads/a.txt", "a");
        Result init = holdfast.run("init").expect(0);
        assertThat(init.out())
                .contains("wrote " + holdfast.path("holdfast.yaml"))
                .contains("holdfast check");
        assertThat(holdfast.read("holdfast.yaml"))
                .contains("# ")
                .contains("stores:")
                .contains("targets:");
        holdfast.run("check").expect(0);
        holdfast.run("create", "--all").expect(0);
    }

    @Test
    void init_leaves_a_file_that_is_there_alone_unless_forced() throws IOException {
        CommandFixture holdfast = CommandFixture.empty(directory);
        holdfast.write("uploads/a.txt", "a");
        holdfast.write("holdfast.yaml", "mine");
        assertThat(holdfast.run("init").expect(10).err()).contains("HF-CMD-010").contains("--force");
        assertThat(holdfast.read("holdfast.yaml")).isEqualTo("mine");
        JsonNode document = holdfast.run("init", "--force", "--json").expect(0).json();
        assertThat(document.get("file").asString())
                .isEqualTo(holdfast.path("holdfast.yaml").toString());
        assertThat(holdfast.read("holdfast.yaml")).isNotEqualTo("mine");
    }

    @Test
    void a_missing_configuration_says_how_to_get_one() {
        CommandFixture holdfast = CommandFixture.empty(directory);
        assertThat(holdfast.run("list").expect(2).err())
                .contains("holdfast.yaml")
                .contains("HF-CFG-")
                .contains("holdfast init");
    }

    @Test
    void a_fault_in_the_configuration_is_shown_with_its_place_and_a_suggestion() throws IOException {
        CommandFixture holdfast = CommandFixture.withFiles(directory);
        holdfast.configure(holdfast.read("holdfast.yaml").replace("stores: [local]", "stores: [locla]"));
        Result result = holdfast.run("check").expect(2);
        assertThat(result.err()).contains("holdfast.yaml:7:").contains("Did you mean \"local\"?");
        assertThat(result.out()).isEmpty();
        assertThat(holdfast.run("list", "--json")
                        .expect(2)
                        .error()
                        .get("message")
                        .asString())
                .contains("locla");
    }

    @Test
    void another_configuration_can_be_named_before_or_behind_the_command() throws IOException {
        CommandFixture holdfast = CommandFixture.withFiles(directory);
        Files.move(holdfast.path("holdfast.yaml"), holdfast.path("other.yaml"));
        holdfast.run("list").expect(2);
        holdfast.run("-c", "other.yaml", "list").expect(0);
        holdfast.run("list", "--config", "other.yaml").expect(0);
    }

    @Test
    void check_tells_each_store_and_target() throws IOException {
        CommandFixture holdfast = CommandFixture.withFiles(directory);
        assertThat(holdfast.run("check").expect(0).out())
                .contains("store local")
                .contains("files:uploads")
                .contains("good")
                .contains("next: holdfast create");
        JsonNode document = holdfast.run("check", "nightly", "--json").expect(0).json();
        assertThat(names(document)).containsExactly("ok", "findings");
        assertThat(names(document.get("findings").get(0))).containsExactly("object", "ok", "problems");
        assertThat(Files.exists(holdfast.path("backups")))
                .as("check changes nothing")
                .isFalse();
    }

    @Test
    void types_lists_what_is_there_without_a_configuration() {
        CommandFixture holdfast = CommandFixture.empty(directory);
        assertThat(holdfast.run("types").expect(0).out())
                .containsPattern("target +files +")
                .containsPattern("store +directory +path")
                .containsPattern("compressor +zstd")
                .containsPattern("archiver +tar");
        JsonNode types = holdfast.run("types", "--json").expect(0).json();
        JsonNode store = types.valueStream()
                .filter(type -> type.get("kind").asString().equals("store"))
                .findFirst()
                .orElseThrow();
        assertThat(names(store)).containsExactly("kind", "type", "source", "settings");
        assertThat(names(store.get("settings").get(0)))
                .containsExactly("name", "type", "required", "secret", "default", "choices", "help");
    }
}
