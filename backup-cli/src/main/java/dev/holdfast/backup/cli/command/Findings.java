package dev.holdfast.backup.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks in a directory for what is worth a backup. */
final class Findings {

    /** Where the backups of a first configuration lie. */
    static final String STORE = "backups";

    private static final int MOST = 20;

    /** What a build or a package manager makes again. */
    private static final Set<String> MADE_AGAIN =
            Set.of(STORE, "target", "build", "out", "dist", "node_modules", "venv", "__pycache__", "tmp", "lost+found");

    private Findings() {}

    /**
     * Finds directories to protect.
     *
     * @param home where to look
     * @return the directories in it; the directory itself if it holds files only; nothing if it holds nothing
     */
    static List<Path> in(Path home) throws IOException {
        List<Path> directories = list(home, path -> Files.isDirectory(path) && !Files.isSymbolicLink(path));
        if (!directories.isEmpty()) {
            return directories;
        }
        return list(home, path -> Files.isRegularFile(path) && !path.endsWith(GlobalOptions.DEFAULT_CONFIGURATION))
                        .isEmpty()
                ? List.of()
                : List.of(home);
    }

    private static List<Path> list(Path home, java.util.function.Predicate<Path> which) throws IOException {
        try (Stream<Path> children = Files.list(home)) {
            return children.filter(which)
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(path -> !MADE_AGAIN.contains(path.getFileName().toString()))
                    .sorted()
                    .limit(MOST)
                    .toList();
        }
    }
}
