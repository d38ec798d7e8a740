package dev.holdfast.backup.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.backup.ConfigurationException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file {@code faults/NAME.yaml} has all the faults, and only those, that {@code faults/NAME.txt} reports. To look at a changed report,
 * run with {@code -Dholdfast.test.golden=DIRECTORY}: the reports are written there.
 */
class ConfigurationFaultsTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("EMPTY", "");

    @TempDir
    private Path directory;

    static Stream<String> cases() throws IOException, URISyntaxException {
        URL faults = Objects.requireNonNull(ConfigurationFaultsTest.class.getResource("faults"));
        try (Stream<Path> files = Files.list(Path.of(faults.toURI()))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void every_fault_is_reported_with_its_place(String name) throws Exception {
        Path file = Files.write(directory.resolve("holdfast.yaml"), resource(name + ".yaml"));
        Configuration configuration = Configuration.read(file, TestTypes.all(), ENVIRONMENT::get);
        String report = configuration.faults().stream()
                        .map(fault ->
                                fault.report().replace(directory + "/", "").replace(directory.toString(), "DIRECTORY"))
                        .collect(Collectors.joining("\n\n"))
                + "\n";
        String golden = System.getProperty("holdfast.test.golden");
        if (golden != null) {
            Files.writeString(Path.of(golden, name + ".txt"), report);
        }
        assertThat(report).isEqualTo(new String(resource(name + ".txt"), StandardCharsets.UTF_8));
        assertThat(report).doesNotContain("hunter");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(configuration::orThrow)
                .withMessageNotContaining("hunter");
    }

    @Test
    void a_file_that_is_missing_is_one_fault_of_the_whole_file() {
        Path file = directory.resolve("holdfast.yaml");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Configuration.load(file, TestTypes.all(), ENVIRONMENT::get))
                .withMessage(file + ": there is no such file")
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("HF-CFG-005");
                    assertThat(e.hint()).isEqualTo("Write one with \"holdfast init\", or name another with -c FILE.");
                });
    }

    @Test
    void a_directory_is_no_configuration() {
        assertThat(Configuration.read(directory, TestTypes.all(), ENVIRONMENT::get)
                        .faults())
                .extracting(ConfigurationFault::code, ConfigurationFault::message)
                .containsExactly(tuple("HF-CFG-006", "it is a directory"));
    }

    @Test
    void a_file_of_another_encoding_is_refused() throws IOException {
        Path file = Files.write(directory.resolve("holdfast.yaml"), new byte[] {'a', '\n', (byte) 0xE4, '\n'});
        assertThat(Configuration.read(file, TestTypes.all(), ENVIRONMENT::get).faults())
                .extracting(ConfigurationFault::code, ConfigurationFault::message)
                .containsExactly(tuple("HF-CFG-007", "line 2 is not UTF-8"));
    }

    @Test
    void a_file_that_ends_within_a_character_is_refused() throws IOException {
        Path file = Files.write(directory.resolve("holdfast.yaml"), new byte[] {'a', ':', ' ', (byte) 0xC3});
        assertThat(Configuration.read(file, TestTypes.all(), ENVIRONMENT::get).faults())
                .extracting(ConfigurationFault::code)
                .containsExactly("HF-CFG-007");
    }

    @Test
    void a_file_of_more_than_a_mebibyte_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "# long\n".repeat(160_000));
        assertThat(Configuration.read(file, TestTypes.all(), ENVIRONMENT::get).faults())
                .extracting(ConfigurationFault::code, ConfigurationFault::message)
                .containsExactly(tuple("HF-CFG-006", "it is larger than 1 MiB"));
    }

    @Test
    void one_fault_is_thrown_with_its_own_code_and_hint() throws IOException {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), """
                stores: { local: { type: box, path: b } }
                targets: { a: { type: tree, paths: [x] } }
                stats: here
                """);
        ConfigurationException error = assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Configuration.load(file, TestTypes.all(), ENVIRONMENT::get))
                .actual();
        assertThat(error.code()).isEqualTo("HF-CFG-020");
        assertThat(error).hasMessage(file + """
                :3:1: unknown key "stats"
                  3 | stats: ***
                    | ^^^^^""");
        assertThat(error.hint()).isEqualTo("Did you mean \"state\"? The known ones are state, stores, targets, jobs.");
        assertThat(error.context()).containsEntry("place", file + ":3:1").containsEntry("file", file.toString());
    }

    @Test
    void several_faults_are_thrown_together() throws IOException {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "a: 1\nb: 2\n");
        ConfigurationException error = assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Configuration.load(file, TestTypes.all(), ENVIRONMENT::get))
                .actual();
        assertThat(error.code()).isEqualTo("HF-CFG-004");
        assertThat(error.getMessage().lines().findFirst()).contains("4 faults in " + file);
        assertThat(error.context()).containsEntry("faults", "4");
    }

    @Test
    void the_exception_of_a_provider_that_fails_is_the_cause() throws Exception {
        Path file = Files.write(directory.resolve("holdfast.yaml"), resource("a_provider_that_fails.yaml"));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Configuration.load(file, TestTypes.all(), ENVIRONMENT::get))
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_sound_file_has_no_faults() throws IOException {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), """
                stores: { local: { type: box, path: b } }
                targets: { a: { type: tree, paths: [x] } }
                """);
        assertThat(Configuration.read(file, TestTypes.all(), ENVIRONMENT::get).faults())
                .isEqualTo(List.of());
    }

    private static byte[] resource(String name) throws IOException, URISyntaxException {
        URL url = ConfigurationFaultsTest.class.getResource("faults/" + name);
        return url == null ? new byte[0] : Files.readAllBytes(Path.of(url.toURI()));
    }
}
