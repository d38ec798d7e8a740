package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pattern is for, told by what a restore of only that brings back. */
class GlobTest {

    private static final List<String> FILES = List.of(
            "a.txt",
            "b.log",
            "sub/a.txt",
            "sub/deep/a.txt",
            "sub/deep/x[1].dat",
            "sub/deep/x1.dat",
            "ü/*.txt",
            ".hidden");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt             | a.txt sub/a.txt sub/deep/a.txt",
                "*.log             | b.log",
                "?.log             | b.log",
                "./a.txt           | a.txt sub/a.txt sub/deep/a.txt",
                "sub/*.txt         | sub/a.txt",
                "sub/**            | sub/a.txt sub/deep/a.txt sub/deep/x1.dat sub/deep/x[1].dat",
                "sub/**/a.txt      | sub/a.txt sub/deep/a.txt",
                "**/deep/*.txt     | sub/deep/a.txt",
                "**/a.txt          | a.txt sub/a.txt sub/deep/a.txt",
                "x[0-9].dat        | sub/deep/x1.dat",
                "x[!a-z].dat       | sub/deep/x1.dat",
                "x\\[1].dat        | sub/deep/x[1].dat",
                "{b.log,x1.dat}    | b.log sub/deep/x1.dat",
                "ü/                | ü/*.txt",
                "\\*.txt           | ü/*.txt",
                ".*                | .hidden",
                "deep              | sub/deep/a.txt sub/deep/x1.dat sub/deep/x[1].dat",
            })
    void a_pattern_brings_back_what_it_is_for(String pattern, String expected) throws Exception {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        for (String name : FILES) {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        Path to = directory.resolve("to");
        FilesTarget target = FilesTarget.named("tree").path(tree);
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Trees.capture(target, run)) {
            Trees.restore(
                    target,
                    backup,
                    RestoreRequest.to(to.toString()).withoutRoot().only(List.of(pattern)),
                    run);
        }
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(to)) {
            paths.filter(Files::isRegularFile)
                    .forEach(path -> found.add(to.relativize(path).toString()));
        }
        assertThat(found).containsExactlyInAnyOrder(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a[", "a[]", "a{b", "a\\", "a**", "[z-a]", "**b/c"})
    void a_malformed_pattern_is_an_error_at_once(String pattern) {
        assertThatThrownBy(() -> FilesTarget.named("x").exclude(pattern))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-FIL-002"));
    }
}
