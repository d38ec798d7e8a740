package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.SizeEstimate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a target estimate its size beside its capture, so that progress has a total. Closing ends it; that it fails matters to nobody. */
final class BackgroundEstimate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundEstimate.class);
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final SizeEstimate target;
    private final ProgressMeter meter;
    private final CancellationSource end = new CancellationSource();
    private final ParticipantContext context;
    private final Thread owner = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);

    private BackgroundEstimate(SizeEstimate target, RunScope scope, String name, ProgressMeter meter) {
        this.target = target;
        this.meter = meter;
        this.context = new ParticipantContext(scope, name, HookPhase.CAPTURE, scope.deadline(), end);
    }

    /**
     * Begins one on the host's executor.
     *
     * @param target what estimates
     * @param scope the run
     * @param name the target's name
     * @param meter is told the total
     */
    static BackgroundEstimate begin(SizeEstimate target, RunScope scope, String name, ProgressMeter meter) {
        BackgroundEstimate estimate = new BackgroundEstimate(target, scope, name, meter);
        try {
            scope.environment().executor().execute(estimate::run);
        } catch (RejectedExecutionException e) {
            LOG.debug("nobody is free to estimate the size of {}", name);
            estimate.ended.countDown();
        }
        return estimate;
    }

    private void run() {
        try {
            // An executor that runs its tasks in the caller would have the capture wait.
            if (Thread.currentThread() == owner || end.isCancelled()) {
                return;
            }
            SizeEstimate.SourceSize size = target.estimate(context);
            if (!end.isCancelled()) {
                meter.expect(size.bytes().orElse(-1), size.entries().orElse(-1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug("the size cannot be estimated", e);
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void close() {
        end.cancel(Failures.CANCELLED);
        boolean interrupted = Thread.interrupted();
        try {
            if (!ended.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.debug("an estimate does not end");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
