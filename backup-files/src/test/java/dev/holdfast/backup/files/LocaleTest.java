package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are bytes: they come back whatever encoding the JVM was started with. */
class LocaleTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void a_process_of_any_locale_brings_every_name_back(String locale) throws Exception {
        Path tree = Trees.odd(directory);
        Path destination = directory.resolve("restored");
        ProcessBuilder child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RoundTrip.class.getName(),
                        tree.toString(),
                        destination.toString()))
                .redirectErrorStream(true);
        child.environment().put("LC_ALL", locale);

        Process process = child.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEmpty();
        assertThat(Trees.describe(destination)).isEqualTo(Trees.describe(tree));
    }
}
