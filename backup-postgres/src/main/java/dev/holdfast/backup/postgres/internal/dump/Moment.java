package dev.holdfast.backup.postgres.internal.dump;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The moment that is dumped: held by a session, and perhaps to be replaced by a later one while nothing of it was dumped yet.
 *
 * <p>The session's locks let others who want a table for themselves wait, and then the dump waits behind those, and all wait for each other
 * without the server seeing it. The way out is to let go, and to begin again when they are through.
 */
public final class Moment implements AutoCloseable {

    private final @Nullable Supplier<SnapshotExporter> again;
    private SnapshotExporter exporter;

    private Moment(SnapshotExporter exporter, @Nullable Supplier<SnapshotExporter> again) {
        this.exporter = exporter;
        this.again = again;
    }

    /**
     * Takes a moment that may be replaced by a later one.
     *
     * @param taking takes it
     * @return the moment
     */
    public static Moment movable(Supplier<SnapshotExporter> taking) {
        return new Moment(taking.get(), taking);
    }

    /**
     * Makes a moment that others rely on.
     *
     * @param exporter holds it
     * @return the moment
     */
    public static Moment fixed(SnapshotExporter exporter) {
        return new Moment(exporter, null);
    }

    /** {@return who holds it} */
    public SnapshotExporter exporter() {
        return exporter;
    }

    /**
     * Lets go, and takes a later one.
     *
     * @return who holds it; empty if it cannot be replaced
     */
    Optional<SnapshotExporter> renew() {
        if (again == null) {
            return Optional.empty();
        }
        exporter.close();
        exporter = again.get();
        return Optional.of(exporter);
    }

    /** Lets go. */
    @Override
    public void close() {
        exporter.close();
    }
}
