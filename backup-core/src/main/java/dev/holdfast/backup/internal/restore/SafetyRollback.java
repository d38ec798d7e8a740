package dev.holdfast.backup.internal.restore;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.internal.read.StoredBackup;
import dev.holdfast.backup.internal.run.BackupFinder;
import dev.holdfast.backup.internal.run.OwnPlaces;
import dev.holdfast.backup.internal.run.ParticipantContext;
import dev.holdfast.backup.internal.run.Participants;
import dev.holdfast.backup.internal.run.Readers;
import dev.holdfast.backup.internal.run.RunScope;
import dev.holdfast.backup.internal.run.Undoing;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.StagedRestore;
import java.util.List;
import java.util.Optional;

/**
 * Brings back what a restore in place wrote over, from the safety backup: staged and swapped where the target can, so that nothing of the
 * restore is left; else in place, where files that the restore added stay.
 */
final class SafetyRollback {

    private final RunScope scope;

    SafetyRollback(RunScope scope) {
        this.scope = scope;
    }

    List<Problem> rollBack(BackupId safety) throws Exception {
        try (BackupFinder.Found found = new BackupFinder(scope.environment()).find(safety, null)) {
            ParticipantContext context =
                    new ParticipantContext(scope, found.manifest().target().name(), HookPhase.RESTORE);
            try (BackupTarget target = new Participants(scope.environment())
                            .forRestore(found.manifest())
                            .open();
                    StoredBackup reader = Readers.open(scope, found.store(), found.manifest(), context)) {
                OwnPlaces.leaveOut(scope.environment(), target);
                Optional<StagedRestore> staged = target.ability(StagedRestore.class);
                boolean swappable = staged.isPresent()
                        && target.preview(reader, RestoreRequest.staged(), context).problems().stream()
                                .noneMatch(problem -> problem.severity() == Severity.ERROR);
                if (swappable) {
                    RestoredCopy copy = staged.get().stage(reader, RestoreRequest.staged(), context);
                    staged.get().swap(copy, context);
                    return new Undoing(scope, scope.journal()).releaseTargets();
                }
                target.restore(reader, RestoreRequest.inPlace(), context);
            }
            return context.problems();
        }
    }
}
