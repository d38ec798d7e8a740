package dev.holdfast.backup.files;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;
import dev.holdfast.backup.testkit.contract.StagedRestoreContract;
import dev.holdfast.backup.testkit.contract.TargetContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The files target keeps the contracts of targets, staged restores and providers. */
class FilesContractTest {

    /** A small tree with a little of everything. */
    private static TargetUnderTest tree(Path directory, boolean adds) throws Exception {
        Path parent = Files.createTempDirectory(directory, "srv");
        Path tree = Files.createDirectory(parent.resolve("tree"));
        Files.createDirectories(tree.resolve("sub/empty"));
        Files.writeString(tree.resolve("a.txt"), "a");
        Files.writeString(tree.resolve("sub/b.txt"), "b".repeat(5000));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/b.txt"));
        Files.createLink(tree.resolve("sub/c.txt"), tree.resolve("a.txt"));
        return TargetUnderTest.of(FilesTarget.named("tree").path(tree), () -> {
                    Files.writeString(tree.resolve("a.txt"), "changed");
                    Files.delete(tree.resolve("sub/b.txt"));
                    Files.delete(tree.resolve("sub/empty"));
                    if (adds) {
                        Files.writeString(tree.resolve("added"), "since");
                    }
                })
                .damagedBy(() -> tooLong(tree))
                .leftoversIn(() -> {
                    try (Stream<Path> names = Files.list(parent)) {
                        return names.filter(path -> !path.equals(tree))
                                .map(Path::toString)
                                .toList();
                    }
                });
    }

    /** Makes a path that nobody can open, not even root. */
    private static void tooLong(Path tree) throws Exception {
        Trees.run(
                "bash",
                "-c",
                "cd '" + tree + "'; for i in $(seq 20); do mkdir $(printf 'n%.0s' {1..240}); cd n*; done");
    }

    private static void removeTooLong(Path directory) throws Exception {
        Trees.run("rm", "-rf", directory.toString());
    }

    @Nested
    class AsTarget extends TargetContract {

        @TempDir
        Path directory;

        @AfterEach
        void clean() throws Exception {
            removeTooLong(directory);
        }

        // A restore in place leaves what was added since, so the change of this test adds nothing.
        @Override
        protected TargetUnderTest target() throws Exception {
            return tree(directory, false);
        }

        @Override
        protected Archiver archiver() {
            return new TarArchiver();
        }
    }

    @Nested
    class AsStagedRestore extends StagedRestoreContract {

        @TempDir
        Path directory;

        @AfterEach
        void clean() throws Exception {
            removeTooLong(directory);
        }

        @Override
        protected TargetUnderTest target() throws Exception {
            return tree(directory, true);
        }

        @Override
        protected Archiver archiver() {
            return new TarArchiver();
        }
    }

    @Nested
    class AsProvider extends ProviderContract {

        @Override
        protected Provider provider() {
            return new FilesTargetProvider();
        }
    }
}
