package dev.holdfast.backup.containers.internal.probe;

import dev.holdfast.backup.spi.Cancellation;
import java.time.Duration;
import java.util.Optional;

/** A question to a service at its address, asked from here. Immutable. */
public sealed interface Probe permits HttpProbe, TcpProbe {

    /** {@return where it asks, for people} */
    String address();

    /**
     * Asks once. Nothing of it is left behind, neither a connection nor a thread.
     *
     * @param bound how long an answer may take
     * @param cancellation whose cancel ends the wait
     * @return why the service cannot work yet; empty if it can
     */
    Optional<String> ask(Duration bound, Cancellation cancellation);
}
