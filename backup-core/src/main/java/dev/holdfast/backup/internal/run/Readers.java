package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.internal.read.ReadContext;
import dev.holdfast.backup.internal.read.StoredBackup;
import dev.holdfast.backup.store.NamedStore;

/** Opens stored backups for participants of an operation. */
public final class Readers {

    private Readers() {}

    /**
     * Opens a stored backup.
     *
     * @param scope the operation
     * @param store where it is
     * @param manifest what it is
     * @param context for whom; counts what is read
     * @return the reader, closed by the caller
     */
    public static StoredBackup open(
            RunScope scope, NamedStore store, BackupManifest manifest, ParticipantContext context) {
        return new StoredBackup(
                store, manifest, Encodings.decoders(scope.environment()), readContext(scope, context, manifest.id()));
    }

    static ReadContext readContext(RunScope scope, ParticipantContext context, BackupId id) {
        return new ReadContext(
                context.parallelism() > 1 ? context.executor() : Runnable::run,
                context.cancellation(),
                context::scratch,
                Pipelines.listener(scope, context.meter(), () -> id));
    }
}
