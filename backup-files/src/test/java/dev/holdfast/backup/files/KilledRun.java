package dev.holdfast.backup.files;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.event.PhaseStarted;
import dev.holdfast.backup.store.DirectoryStore;
import java.nio.file.Path;

/** A run in a process of its own that ends without a word when the snapshot is taken. */
final class KilledRun {

    static final int EXIT = 137;

    private KilledRun() {}

    static Backups host(Path directory, BackupListener listener) {
        return Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("backups")))
                .target(FilesTarget.named("uploads")
                        .path(directory.resolve("tree"))
                        .snapshot(SnapshotKind.HARD_LINK))
                .listener(listener)
                .build();
    }

    /** Takes the directory that the tree, the store and the state are in. */
    public static void main(String[] arguments) throws Exception {
        try (Backups backups = host(Path.of(arguments[0]), event -> {
            if (event instanceof PhaseStarted started && started.phase().equals("capture")) {
                Runtime.getRuntime().halt(EXIT);
            }
        })) {
            backups.run("uploads").orThrow();
        }
    }
}
