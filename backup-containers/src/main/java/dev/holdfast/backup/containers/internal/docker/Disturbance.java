package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import java.util.Optional;

/**
 * Tells by a container at the end of its rest whether it ran within: somebody started it, or a daemon that was started anew did, as it does for
 * those with the restart policy {@code always}. A pause that was lifted and came back leaves no trace.
 */
final class Disturbance {

    /** When a container was started that never was. */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private Disturbance() {}

    /**
     * Looks at one.
     *
     * @param halt what was written down before it was held
     * @param now the container, or the one that took its place
     * @return why it did not rest; empty if it did
     */
    static Optional<Failure> of(Halt halt, ContainerView now) {
        boolean same = now.id().equals(halt.id());
        boolean begunAnew = !now.startedAt().equals(same ? halt.startedAt() : NEVER);
        if (begunAnew) {
            return Optional.of(failure(halt, now, "was started at " + now.startedAt() + " by somebody else"));
        }
        return now.isWorking() ? Optional.of(failure(halt, now, "goes on")) : Optional.empty();
    }

    private static Failure failure(Halt halt, ContainerView now, String what) {
        return Failure.of(
                        "HF-CTR-019",
                        "container " + now.name() + " was to rest by "
                                + halt.act().word() + " and " + what)
                .hint("Look who starts it, keep that away while backups are made, and run the job again.")
                .retry(RetryStatus.LATER)
                .with("container", halt.name());
    }
}
