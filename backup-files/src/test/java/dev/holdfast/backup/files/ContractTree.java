package dev.holdfast.backup.files;

import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A small tree of files for the contracts of targets, with a change to it and a look at what lies beside it. */
final class ContractTree {

    private ContractTree() {}

    static TargetUnderTest in(Path world) throws IOException {
        return in(world, SnapshotKind.NONE);
    }

    static TargetUnderTest in(Path world, SnapshotKind kind) throws IOException {
        Path root = Files.createDirectories(world.resolve("uploads"));
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("folder"));
        Files.writeString(root.resolve("folder/changed"), "before");
        Files.writeString(root.resolve("removed"), "will be removed".repeat(1000));
        Files.writeString(root.resolve("kept"), "stays");
        Files.createSymbolicLink(root.resolve("link"), Path.of("folder/changed"));
        return TargetUnderTest.of(FilesTarget.named("uploads").path(root).snapshot(kind), () -> change(root))
                .leftoversIn(() -> beside(world));
    }

    private static void change(Path root) throws IOException {
        Files.writeString(root.resolve("folder/changed"), "after");
        Files.delete(root.resolve("removed"));
        Files.writeString(root.resolve("added"), "new");
        Files.delete(root.resolve("link"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("kept"));
    }

    private static List<String> beside(Path world) throws IOException {
        try (Stream<Path> entries = Files.list(world)) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("uploads"))
                    .sorted()
                    .toList();
        }
    }
}
