package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.ProgressLine;
import dev.holdfast.backup.engine.Backups;
import org.jspecify.annotations.Nullable;

/** The engine for the time of one command. */
final class Session implements AutoCloseable {

    private final Backups backups;
    private final @Nullable ProgressLine progress;

    Session(Backups backups, @Nullable ProgressLine progress) {
        this.backups = backups;
        this.progress = progress;
    }

    Backups backups() {
        return backups;
    }

    /** Takes the progress line away; to be called before a result is written. */
    void quiet() {
        if (progress != null) {
            progress.pause();
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
        backups.close();
    }
}
