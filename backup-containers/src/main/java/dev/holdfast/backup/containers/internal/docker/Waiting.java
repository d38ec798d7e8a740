package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Rests between two looks. */
final class Waiting {

    /** How long nothing is asked of an engine that was asked a moment ago. */
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private Waiting() {}

    /**
     * Rests, but not beyond a cancel by more than the time between two looks.
     *
     * @param time how long
     * @param context the act
     * @throws InterruptedException if this thread is interrupted
     */
    static void rest(Duration time, RunContext context) throws InterruptedException {
        long left = time.toMillis();
        while (left > 0) {
            context.cancellation().check();
            long step = Math.min(left, BETWEEN_LOOKS.toMillis());
            TimeUnit.MILLISECONDS.sleep(step);
            left -= step;
        }
        context.cancellation().check();
    }
}
