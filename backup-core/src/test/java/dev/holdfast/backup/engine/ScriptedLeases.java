package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.LeaseService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Leases that everybody gets and that are lost when a test says so. Thread-safe. */
final class ScriptedLeases implements LeaseService {

    private final AtomicLong fence = new AtomicLong();
    private final List<LeaseRequest> requests = new ArrayList<>();
    private Consumer<LeaseRequest> onAcquire = request -> {};
    private volatile boolean renewable = true;
    private volatile boolean confirmable = true;
    private volatile boolean broken;
    private volatile Duration beat = Duration.ofSeconds(10);

    @Override
    public Lease acquire(LeaseRequest request) {
        synchronized (this) {
            requests.add(request);
        }
        onAcquire.accept(request);
        return new ScriptedLease(fence.incrementAndGet());
    }

    synchronized List<String> resources() {
        return requests.stream().map(LeaseRequest::resource).toList();
    }

    ScriptedLeases onAcquire(Consumer<LeaseRequest> action) {
        onAcquire = action;
        return this;
    }

    /** From now on the service knows of the loss when it is asked now, and not before. */
    void loseUnnoticed() {
        confirmable = false;
    }

    void lose() {
        renewable = false;
        confirmable = false;
    }

    /** Leases from now on are to be renewed so often. */
    ScriptedLeases beat(Duration time) {
        beat = time;
        return this;
    }

    /** From now on every question throws. */
    void breakDown() {
        broken = true;
    }

    private final class ScriptedLease implements Lease {
        private final long number;

        ScriptedLease(long number) {
            this.number = number;
        }

        @Override
        public long fence() {
            return number;
        }

        @Override
        public boolean renew() {
            return answer(renewable);
        }

        @Override
        public Duration beat() {
            return beat;
        }

        @Override
        public boolean confirm() {
            return answer(confirmable);
        }

        private boolean answer(boolean held) {
            if (broken) {
                throw new IllegalStateException("the service stumbles");
            }
            return held;
        }

        @Override
        public String lostBecause() {
            return "node two took it over";
        }

        @Override
        public void close() {
            // Everybody gets one.
        }
    }
}
