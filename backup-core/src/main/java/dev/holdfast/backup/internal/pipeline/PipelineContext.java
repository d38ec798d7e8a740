package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.spi.Cancellation;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * What the pipeline needs from the run.
 *
 * @param executor runs one lane per store and open artifact, and the helpers of compressors; any executor will do, also one without free
 *     threads: a lane that was not begun when its turn comes is carried out by the capturing thread
 * @param parallelism how many helpers a compressor should use
 * @param cancellation ends the capture
 * @param clock the host's clock
 * @param listener learns what happens
 */
public record PipelineContext(
        Executor executor, int parallelism, Cancellation cancellation, Clock clock, PipelineListener listener) {

    /** Validates the parallelism and requires the rest. */
    public PipelineContext {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(listener, "listener");
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism " + parallelism);
        }
    }
}
