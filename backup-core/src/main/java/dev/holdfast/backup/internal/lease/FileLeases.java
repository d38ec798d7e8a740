package dev.holdfast.backup.internal.lease;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.internal.lease.LeaseFile.Holder;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.LeaseService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Leases on one host: the operating system's lock on a file per resource says who holds it, so a holder that dies holds nothing.
 *
 * <p>The file's text tells people who holds it, since when, what for and when it last said that it lives; nothing is decided by it but the
 * fencing number. On network file systems without working locks, use a lease service in a database instead.
 */
public final class FileLeases implements LeaseService {

    private static final long POLL_MILLIS = 50;

    private final Path directory;
    private final Clock clock;

    /**
     * Makes the service.
     *
     * @param directory where the files are; made when needed
     * @param clock tells the instants that people read
     */
    public FileLeases(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public Lease acquire(LeaseRequest request) throws InterruptedException {
        Path file = directory.resolve(request.resource().replace('/', '_') + ".lease");
        Deadline deadline = Deadline.after(request.patience());
        while (true) {
            Optional<LeaseFile> held = tryOpen(file, request);
            if (held.isPresent()) {
                return held.get();
            }
            if (deadline.isOver()) {
                throw taken(file, request);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private Optional<LeaseFile> tryOpen(Path file, LeaseRequest request) {
        try {
            return LeaseFile.tryAcquire(file, request, clock);
        } catch (IOException e) {
            throw new LeaseException(
                    Failure.of("HF-LEA-003", "cannot write lease " + file + ": " + e.getMessage())
                            .hint("Check that the state directory exists and that this user may write to it.")
                            .with("resource", request.resource()),
                    e);
        }
    }

    private static LeaseException taken(Path file, LeaseRequest request) {
        Failure failure = Failure.of(LeaseException.IN_USE, request.resource() + " is in use by " + whoHolds(file))
                .hint("Wait until it is done, or end it.")
                .retry(RetryStatus.LATER)
                .with("resource", request.resource());
        return new LeaseException(failure);
    }

    private static String whoHolds(Path file) {
        Optional<Holder> holder = LeaseFile.readHolder(file);
        return holder.map(h -> "process " + h.processId() + " (" + h.purpose() + ") since " + h.since())
                .orElse("another " + LeaseMode.SHARED.name().toLowerCase(java.util.Locale.ROOT) + " holder");
    }
}
