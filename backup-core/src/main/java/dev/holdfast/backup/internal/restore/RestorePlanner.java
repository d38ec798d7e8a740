package dev.holdfast.backup.internal.restore;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.engine.RestorePlan;
import dev.holdfast.backup.internal.read.StoredBackup;
import dev.holdfast.backup.internal.run.BackupFinder;
import dev.holdfast.backup.internal.run.Failures;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.internal.run.OwnPlaces;
import dev.holdfast.backup.internal.run.ParticipantContext;
import dev.holdfast.backup.internal.run.Participants;
import dev.holdfast.backup.internal.run.Readers;
import dev.holdfast.backup.internal.run.RunScope;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestorePreview.Change;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.store.NamedStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes what a restore will do, from the backup and the live target. */
public final class RestorePlanner {

    private static final int ID_BYTES = 8;

    private final RunScope scope;

    /**
     * Makes a planner.
     *
     * @param scope the operation
     */
    public RestorePlanner(RunScope scope) {
        this.scope = scope;
    }

    /**
     * Computes a plan.
     *
     * @param options what is asked for
     * @return the plan
     */
    public RestorePlan plan(RestoreOptions options) {
        BackupFinder finder = new BackupFinder(scope.environment());
        try (BackupFinder.Found found = finder.find(options.backup(), options.store())) {
            RestorePreview preview = preview(found.store(), found.manifest(), options);
            return new RestorePlan(
                    id(found.store().name(), found.manifest(), options.request(), preview),
                    options,
                    found.manifest(),
                    found.store().name(),
                    preview);
        }
    }

    private RestorePreview preview(NamedStore store, BackupManifest manifest, RestoreOptions options) {
        RestoreRequest request = options.request();
        ParticipantContext context =
                new ParticipantContext(scope, manifest.target().name(), HookPhase.RESTORE);
        if (RestoreJob.of(scope.environment(), options, manifest)
                .filter(RestoreJob::rests)
                .isPresent()) {
            context.expectRest();
        }
        try (BackupTarget target = new Participants(scope.environment())
                        .forRestore(manifest)
                        .open();
                StoredBackup reader = Readers.open(scope, store, manifest, context)) {
            OwnPlaces.leaveOut(scope.environment(), target);
            OwnOptions.check(target, request);
            return target.preview(reader, request, context);
        } catch (BackupException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(e, Family.TARGET, manifest.target().toString(), scope.cancellation());
        }
    }

    /** The digest of all that the plan was computed from; estimates change without anybody's doing and are no part of it. */
    private static String id(String store, BackupManifest manifest, RestoreRequest request, RestorePreview preview) {
        StringBuilder text = new StringBuilder();
        line(text, "backup", manifest.uid());
        line(text, "store", store);
        line(text, "way", request.way().word());
        line(text, "destination", String.valueOf(request.destination()));
        line(text, "strip-root", request.stripRoot());
        line(text, "only", request.only());
        line(text, "on-conflict", request.onConflict().word());
        line(text, "salvage", request.salvage());
        request.options().forEach((name, value) -> line(text, "option", name, value));
        for (Change change : preview.changes()) {
            line(text, change.action().word(), change.object(), change.detail());
        }
        for (Problem problem : preview.problems()) {
            line(text, problem.severity(), problem.code(), problem.message());
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void line(StringBuilder text, Object... parts) {
        for (Object part : parts) {
            // NUL is in no path, so parts cannot run into each other.
            text.append(part).append('\0');
        }
        text.append('\n');
    }
}
