package dev.holdfast.backup.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import dev.holdfast.backup.store.DirectoryStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTemplateTest {

    @TempDir
    private Path home;

    @Test
    void what_was_found_is_protected_by_one_job() throws IOException {
        HoldfastConfiguration configuration = load(ConfigurationTemplate.write(
                home, List.of(home.resolve("uploads"), Path.of("/etc/My Photos")), home.resolve("backups")));
        assertThat(configuration.targets().keySet()).containsExactly("uploads", "my-photos");
        assertThat(configuration.targets().get("uploads").settings().texts("paths"))
                .containsExactly(home.resolve("uploads").toString());
        assertThat(configuration.targets().get("my-photos").settings().texts("paths"))
                .containsExactly("/etc/My Photos");
        assertThat(configuration.stores().get("local").location())
                .contains(home.resolve("backups").toString());
        assertThat(configuration.jobs()).extracting(Job::name).containsExactly("nightly");
        assertThat(configuration.jobs().get(0).targets()).hasSize(2);
    }

    @Test
    void paths_below_the_file_are_relative() {
        assertThat(ConfigurationTemplate.write(home, List.of(home.resolve("a/b"), home), Path.of("backups")))
                .contains("paths: [\"./a/b\"]")
                .contains("paths: [\".\"]")
                .contains("path: \"./backups\"");
    }

    @Test
    void without_anything_found_an_example_is_written() throws IOException {
        String text = ConfigurationTemplate.write(home, List.of(), home.resolve("backups"));
        assertThat(text).contains("# Nothing was found to protect");
        assertThat(load(text).targets().keySet()).containsExactly("data");
    }

    @Test
    void names_are_made_of_any_path_and_no_two_are_alike() throws IOException {
        List<Path> paths = List.of(
                Path.of("/"),
                Path.of("/a/Übung 1"),
                Path.of("/b/übung-1"),
                Path.of("/日本"),
                Path.of("/" + "x".repeat(200)),
                Path.of("/_hidden_"));
        HoldfastConfiguration configuration = load(ConfigurationTemplate.write(home, paths, Path.of("s")));
        assertThat(configuration.targets().keySet())
                .containsExactly("files", "ubung-1", "ubung-1-2", "files-2", "x".repeat(90), "hidden");
    }

    @Test
    void paths_survive_whatever_characters_they_have() throws IOException {
        Path odd = Path.of("/tmp/a \"b\" \\ ${env:HOME} # : {x} \t\u0085é");
        assertThat(load(ConfigurationTemplate.write(home, List.of(odd), Path.of("s")))
                        .targets()
                        .values()
                        .iterator()
                        .next()
                        .settings()
                        .texts("paths"))
                .containsExactly(odd.toString());
    }

    @Test
    void what_is_commented_out_is_right_too() throws IOException {
        String text = ConfigurationTemplate.write(home, List.of(home.resolve("uploads")), home.resolve("backups"));
        String active = text.replaceAll("(?m)^( +)# ([a-z-]+: )", "$1$2");
        assertThat(active).isNotEqualTo(text);
        assertThat(load(active).jobs().get(0).labels()).containsEntry("site", "berlin");
    }

    private HoldfastConfiguration load(String text) throws IOException {
        Path file = Files.writeString(home.resolve("holdfast.yaml"), text);
        List<Provider> providers = new ArrayList<>();
        providers.add(new FakeFiles());
        providers.add(new DirectoryStoreProvider());
        return Configuration.load(file, TestTypes.all().with(providers.toArray(Provider[]::new)), name -> null);
    }

    private static final class FakeFiles implements TargetProvider {
        @Override
        public String type() {
            return "files";
        }

        @Override
        public List<Setting> settings() {
            return List.of(
                    Setting.required("paths", SettingType.PATHS, "What to protect."),
                    Setting.optional("exclude", SettingType.TEXTS, "What to leave out."),
                    Setting.optional("one-file-system", SettingType.FLAG, "Whether to stay."));
        }

        @Override
        public TargetDefinition create(String name, Settings settings) {
            return new TargetDefinition() {
                @Override
                public TargetId id() {
                    return new TargetId("files", name);
                }

                @Override
                public Settings settings() {
                    return settings;
                }

                @Override
                public BackupTarget open() {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }
}
