package dev.holdfast.backup.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A watchdog whose time goes on when a test says so; what repeats comes when a test says so too. Thread-safe. */
final class SteppedWatchdog extends ScheduledThreadPoolExecutor {

    private final List<Step> steps = new ArrayList<>();
    private final List<Step> repeated = new ArrayList<>();
    private final List<Duration> intervals = new ArrayList<>();
    private Duration now = Duration.ZERO;

    SteppedWatchdog() {
        super(1);
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Step step = new Step(task, now.plusMillis(unit.toMillis(delay)));
        steps.add(step);
        return step;
    }

    @Override
    public synchronized ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable task, long first, long delay, TimeUnit unit) {
        Step step = new Step(task, Duration.ofDays(36_500));
        repeated.add(step);
        intervals.add(Duration.ofMillis(unit.toMillis(delay)));
        return step;
    }

    /** Does once on this thread what repeats. */
    void beat() {
        List<Step> due;
        synchronized (this) {
            repeated.removeIf(Step::isCancelled);
            due = List.copyOf(repeated);
        }
        due.forEach(step -> step.task.run());
    }

    /** Returns how often what repeats was to be done. */
    synchronized List<Duration> intervals() {
        return List.copyOf(intervals);
    }

    /** Lets time pass, and does on this thread what becomes due. */
    void advance(Duration time) {
        List<Step> due;
        synchronized (this) {
            now = now.plus(time);
            due = steps.stream()
                    .filter(step -> !step.cancelled && step.at.compareTo(now) <= 0)
                    .sorted(Comparator.comparing(step -> step.at))
                    .toList();
            steps.removeAll(due);
        }
        due.forEach(step -> step.task.run());
    }

    /** Tells how many tasks wait for their time. */
    synchronized long waiting() {
        return steps.stream().filter(step -> !step.cancelled).count();
    }

    private static final class Step implements ScheduledFuture<Object> {
        private final Runnable task;
        private final Duration at;
        private volatile boolean cancelled;

        Step(Runnable task, Duration at) {
            this.task = task;
            this.at = at;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            cancelled = true;
            return true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return cancelled;
        }

        @Override
        public Object get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
