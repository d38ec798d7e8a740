package dev.holdfast.backup.cli.output;

import dev.holdfast.backup.event.ArtifactStored;
import dev.holdfast.backup.event.BackupCommitted;
import dev.holdfast.backup.event.BackupEvent;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.event.BackupRemoved;
import dev.holdfast.backup.event.BackupVerified;
import dev.holdfast.backup.event.HookEntered;
import dev.holdfast.backup.event.HookUndone;
import dev.holdfast.backup.event.PauseEnded;
import dev.holdfast.backup.event.PhaseStarted;
import dev.holdfast.backup.event.ProblemFound;
import dev.holdfast.backup.event.RestoreAdvanced;
import dev.holdfast.backup.event.RunFinished;
import dev.holdfast.backup.event.RunStarted;
import dev.holdfast.backup.event.StoreDropped;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Tells each event but progress as a line on standard error. Thread-safe. */
public final class VerboseLog implements BackupListener {

    private final Screen screen;

    /**
     * Makes a log.
     *
     * @param screen where the lines go
     */
    public VerboseLog(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void onEvent(BackupEvent event) {
        String text = text(event);
        if (text != null) {
            screen.note(event.at().truncatedTo(ChronoUnit.MILLIS) + "  " + text);
        }
    }

    private static @Nullable String text(BackupEvent event) {
        if (event instanceof RunStarted e) {
            return "run " + e.run() + " of " + e.job() + " for " + String.join(", ", e.targets());
        } else if (event instanceof PhaseStarted e) {
            return e.object().isEmpty() ? e.phase() : e.phase() + " " + e.object();
        } else if (event instanceof HookEntered e) {
            return "hook " + e.hook() + " entered";
        } else if (event instanceof HookUndone e) {
            return "hook " + e.hook() + " undone";
        } else if (event instanceof PauseEnded e) {
            return e.pause().resource() + " rested for "
                    + Human.duration(e.pause().length());
        } else if (event instanceof ArtifactStored e) {
            return "stored " + e.artifact().name() + ", "
                    + Human.bytes(e.artifact().bytes());
        } else if (event instanceof StoreDropped e) {
            return "store " + e.store() + " dropped out: " + e.problem().message();
        } else if (event instanceof ProblemFound e) {
            return e.problem().code() + " " + e.problem().message();
        } else if (event instanceof BackupCommitted e) {
            return "committed " + e.backup() + " in " + String.join(", ", e.stores());
        } else if (event instanceof BackupVerified e) {
            return "verified " + e.backup() + " in " + e.store() + " as "
                    + e.level().word() + (e.problems().isEmpty() ? "" : ": bad");
        } else if (event instanceof BackupRemoved e) {
            return "removed " + e.backup() + " from " + e.store() + ": " + String.join(", ", e.reasons());
        } else if (event instanceof RestoreAdvanced e) {
            return "restore " + e.run() + " of " + e.backup() + ": " + e.state();
        } else if (event instanceof RunFinished e) {
            return "run " + e.run() + " of " + e.job() + ": " + Documents.word(e.state());
        }
        return null;
    }
}
