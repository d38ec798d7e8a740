package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.event.ArtifactStored;
import dev.holdfast.backup.event.StoreDropped;
import dev.holdfast.backup.internal.pipeline.PipelineContext;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import java.util.function.Supplier;

/** Connects a pipeline to the operation it works for. */
final class Pipelines {

    private Pipelines() {}

    static PipelineContext context(RunScope scope, ParticipantContext context, Supplier<BackupId> id) {
        Environment environment = scope.environment();
        return new PipelineContext(
                environment.executor(),
                environment.parallelism(),
                scope.cancellation(),
                environment.clock(),
                listener(scope, context.meter(), id));
    }

    static PipelineListener listener(RunScope scope, ProgressMeter meter, Supplier<BackupId> id) {
        Environment environment = scope.environment();
        return new PipelineListener() {
            @Override
            public void expected(long bytes, long entries) {
                meter.expect(bytes, entries);
            }

            @Override
            public void bytes(long original) {
                meter.advance(original, 0);
            }

            @Override
            public void entries(long count) {
                meter.advance(0, count);
            }

            @Override
            public void stored(Artifact artifact) {
                environment
                        .listeners()
                        .onEvent(new ArtifactStored(
                                scope.id(), environment.clock().instant(), id.get(), artifact));
            }

            @Override
            public void dropped(String store, StoreException why) {
                environment
                        .listeners()
                        .onEvent(new StoreDropped(
                                scope.id(),
                                environment.clock().instant(),
                                store,
                                Problem.of(Severity.WARNING, why.failure())));
            }
        };
    }
}
