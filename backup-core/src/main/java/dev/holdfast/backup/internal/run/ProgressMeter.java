package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.event.ProgressMade;
import dev.holdfast.backup.spi.Progress;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts what is done and tells listeners a few times a second. Thread-safe and cheap. */
public final class ProgressMeter implements Progress {

    private static final long INTERVAL_NANOS = 200_000_000L;

    private final String run;
    private final String target;
    private final Clock clock;
    private final Consumer<ProgressMade> listener;
    private final LongAdder bytes = new LongAdder();
    private final LongAdder entries = new LongAdder();
    private final AtomicLong lastTold = new AtomicLong(System.nanoTime());
    private volatile long expectedBytes = -1;
    private volatile long expectedEntries = -1;
    private volatile String step = "";
    private volatile long backBytes = -1;
    private volatile long backEntries = -1;

    /**
     * Makes a meter.
     *
     * @param run the run's id
     * @param target the target's name
     * @param clock the host's clock
     * @param listener is told
     */
    public ProgressMeter(String run, String target, Clock clock, Consumer<ProgressMade> listener) {
        this.run = run;
        this.target = target;
        this.clock = clock;
        this.listener = listener;
    }

    @Override
    public void expect(long moreBytes, long moreEntries) {
        expectedBytes = moreBytes;
        expectedEntries = moreEntries;
        tell();
    }

    @Override
    public void advance(long moreBytes, long moreEntries) {
        bytes.add(moreBytes);
        entries.add(moreEntries);
        long now = System.nanoTime();
        long last = lastTold.get();
        if (now - last >= INTERVAL_NANOS && lastTold.compareAndSet(last, now)) {
            tell();
        }
    }

    @Override
    public void broughtBack(long itsBytes, long itsEntries) {
        backBytes = itsBytes;
        backEntries = itsEntries;
    }

    @Override
    public void step(String text) {
        step = text;
        tell();
    }

    /** Tells listeners now. */
    public void tell() {
        listener.accept(new ProgressMade(
                run, clock.instant(), target, step, bytes(), known(expectedBytes), entries(), known(expectedEntries)));
    }

    private static OptionalLong known(long number) {
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Returns the bytes done. */
    public long bytes() {
        return bytes.sum();
    }

    /** Returns the bytes that a restore brought back; what was read if its target did not say. */
    public long bytesBack() {
        return backBytes < 0 ? bytes() : backBytes;
    }

    /** Returns the entries that a restore brought back; what was read if its target did not say. */
    public long entriesBack() {
        return backEntries < 0 ? entries() : backEntries;
    }

    /** Returns the entries done. */
    public long entries() {
        return entries.sum();
    }
}
