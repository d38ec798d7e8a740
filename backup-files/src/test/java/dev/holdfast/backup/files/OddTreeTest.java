package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of entry comes back as it was. */
class OddTreeTest {

    @TempDir
    Path directory;

    @Test
    void a_tree_of_every_kind_of_entry_comes_back_to_the_byte_and_nanosecond() throws Exception {
        Path tree = Trees.odd(directory);
        List<String> before = Trees.describe(tree);
        FilesTarget target = FilesTarget.named("odd").path(tree);
        Path destination = directory.resolve("restored");

        try (TestRunContext run = new TestRunContext().pool(2);
                MemoryBackup backup = Trees.capture(target, run)) {
            assertThat(run.problems()).isEmpty();
            Trees.restore(target, backup, RestoreRequest.to(destination.toString()), run);

            assertThat(run.problems()).isEmpty();
            assertThat(run.open()).isEmpty();
        }

        Path restored = destination.resolve(tree.toString().substring(1));
        assertThat(Trees.describe(restored)).isEqualTo(before);
        assertThat(Trees.describe(tree)).as("the original, untouched").isEqualTo(before);
    }

    @Test
    void without_helpers_the_capturing_thread_does_all_the_work() throws Exception {
        Path tree = Trees.odd(directory);
        FilesTarget target = FilesTarget.named("odd").path(tree);
        Path destination = directory.resolve("restored");

        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Trees.capture(target, run)) {
            Trees.restore(
                    target, backup, RestoreRequest.to(destination.toString()).withoutRoot(), run);
            assertThat(run.problems()).noneMatch(problem -> problem.severity() != Severity.INFO);
        }

        assertThat(Trees.describe(destination)).isEqualTo(Trees.describe(tree));
    }
}
