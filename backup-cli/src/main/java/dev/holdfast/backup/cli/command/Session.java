package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.cli.output.ProgressLine;
import dev.holdfast.backup.engine.Backups;
import java.util.List;
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

    /** Says how much the targets had the last time, so that the progress line can tell how much is left. */
    void expectAsBefore(List<String> targets) {
        if (progress == null) {
            return;
        }
        for (String target : targets) {
            try {
                backups.catalog().list(CatalogQuery.all().target(target).limit(1)).stream()
                        .filter(entry -> entry.originalBytes() > 0)
                        .forEach(entry -> progress.estimate(target, entry.originalBytes()));
            } catch (BackupException e) {
                // A store that cannot be read now is the run's to tell.
                return;
            }
        }
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
