package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.cli.output.ProgressLine;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.Backups;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine for the time of one command. */
final class Session implements AutoCloseable {

    private final HoldfastConfiguration configuration;
    private final Backups backups;
    private final @Nullable ProgressLine progress;
    private final @Nullable Recording recording;

    Session(
            HoldfastConfiguration configuration,
            Backups backups,
            @Nullable ProgressLine progress,
            @Nullable Recording recording) {
        this.configuration = configuration;
        this.backups = backups;
        this.progress = progress;
        this.recording = recording;
    }

    HoldfastConfiguration configuration() {
        return configuration;
    }

    Backups backups() {
        return backups;
    }

    /**
     * Says how much the targets had the last time, so that the progress line can tell how much is left.
     *
     * @return whether somebody looks who would learn more if the targets were measured: one of them has no backup yet
     */
    boolean expectAsBefore(List<String> targets) {
        if (progress == null) {
            return false;
        }
        boolean unknown = false;
        for (String target : targets) {
            try {
                List<CatalogEntry> newest =
                        backups.catalog().list(CatalogQuery.all().target(target).limit(1));
                if (newest.isEmpty()) {
                    unknown = true;
                } else if (newest.get(0).originalBytes() > 0) {
                    progress.estimate(target, newest.get(0).originalBytes());
                }
            } catch (BackupException e) {
                // A store that cannot be read now is the run's to tell.
                return false;
            }
        }
        return unknown;
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
        if (recording != null) {
            recording.close();
        }
    }
}
