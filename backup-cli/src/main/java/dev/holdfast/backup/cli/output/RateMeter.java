package dev.holdfast.backup.cli.output;

/** How fast bytes pass: over the last seconds, since a mean of all time hides that something got slow. For one thread. */
final class RateMeter {

    private static final double WINDOW_SECONDS = 5;
    private static final long LEAST_NANOS = 50_000_000L;

    private boolean begun;
    private long lastNanos;
    private long lastBytes;
    private double perSecond;

    /** Forgets all. */
    void restart() {
        begun = false;
        perSecond = 0;
    }

    /**
     * Takes a measurement.
     *
     * @param nanos the time
     * @param bytes all bytes until now
     */
    void take(long nanos, long bytes) {
        if (!begun || bytes < lastBytes) {
            begun = true;
            lastNanos = nanos;
            lastBytes = bytes;
            return;
        }
        long passed = nanos - lastNanos;
        if (passed < LEAST_NANOS) {
            return;
        }
        double seconds = passed / 1e9;
        double current = (bytes - lastBytes) / seconds;
        // The first measurement counts in full, later ones by their share of the window.
        double weight = perSecond == 0 ? 1 : Math.min(1, seconds / WINDOW_SECONDS);
        perSecond += weight * (current - perSecond);
        lastNanos = nanos;
        lastBytes = bytes;
    }

    /** Returns bytes per second; 0 if that is not known yet. */
    long bytesPerSecond() {
        return (long) perSecond;
    }
}
