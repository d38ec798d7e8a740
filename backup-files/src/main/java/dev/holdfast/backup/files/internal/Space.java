package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RestoreRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The room that a restore needs and has. */
final class Space {

    private Space() {}

    /** Returns how many bytes are free where a path is or will be; empty if nobody can tell. */
    static OptionalLong free(Path path) {
        Path existing = path;
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) {
                return OptionalLong.empty();
            }
            existing = parent;
        }
        try {
            return OptionalLong.of(Files.getFileStore(existing).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Returns how many bytes a restore needs; empty for a part of a backup. */
    static OptionalLong needed(BackupReader from, RestoreRequest how) {
        return how.only().isEmpty() ? OptionalLong.of(from.manifest().originalBytes()) : OptionalLong.empty();
    }

    /**
     * Refuses a restore for which there is no room.
     *
     * @throws TargetException {@code HF-FIL-032} if there is too little
     */
    static void require(Path path, BackupReader from, RestoreRequest how) {
        OptionalLong needed = needed(from, how);
        OptionalLong free = free(path);
        if (needed.isPresent() && free.isPresent() && needed.getAsLong() > free.getAsLong()) {
            throw new TargetException(Failure.of(
                            "HF-FIL-032",
                            "not enough room at " + path + ": " + needed.getAsLong() + " bytes needed, "
                                    + free.getAsLong() + " free")
                    .hint("Free some room there, restore elsewhere, or restore a part.")
                    .with("needed", needed.getAsLong())
                    .with("free", free.getAsLong()));
        }
    }
}
