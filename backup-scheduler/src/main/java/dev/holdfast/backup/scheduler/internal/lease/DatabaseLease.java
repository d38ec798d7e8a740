package dev.holdfast.backup.scheduler.internal.lease;

import dev.holdfast.backup.spi.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A row that its process keeps alive. */
final class DatabaseLease implements Lease {

    private final DatabaseLeases service;
    private final String resource;
    private final long fence;
    private final long generation;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile boolean lost;
    private volatile String because = "";

    DatabaseLease(DatabaseLeases service, String resource, long fence, long generation) {
        this.service = service;
        this.resource = resource;
        this.fence = fence;
        this.generation = generation;
    }

    String resource() {
        return resource;
    }

    @Override
    public long fence() {
        return fence;
    }

    /** Asks nobody: the thread that beats knows whether the beats arrive. */
    @Override
    public boolean renew() {
        if (!lost && !service.stands(generation)) {
            because = service.lostBecause();
            lost = true;
        }
        return open.get() && !lost;
    }

    /** As often as the process beats, so that a loss is learned well before another node may take over. */
    @Override
    public Duration beat() {
        return service.beat();
    }

    /** Asks the database, which answers within seconds or fails. */
    @Override
    public boolean confirm() {
        if (!renew()) {
            return false;
        }
        Optional<Boolean> held = service.ask(this);
        if (held.isPresent() && !held.get()) {
            because = "another node found this one silent, and took over";
            lost = true;
        }
        return renew();
    }

    @Override
    public String lostBecause() {
        return lost ? because : "it was given back";
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            service.release(this);
        }
    }
}
