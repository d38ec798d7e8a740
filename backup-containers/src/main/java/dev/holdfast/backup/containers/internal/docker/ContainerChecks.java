package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tells why a container must not be stopped. */
final class ContainerChecks {

    private ContainerChecks() {}

    /**
     * Looks at one.
     *
     * @param container the container
     * @param act what is to be done
     * @return why not; empty if nothing stands against it
     */
    static List<Failure> against(ContainerView container, Act act) {
        List<Failure> failures = new ArrayList<>();
        if (act != Act.STOP) {
            return failures;
        }
        if (container.isRemovedWhenStopped()) {
            failures.add(Failure.of(
                            "HF-CTR-004",
                            "container " + container.name()
                                    + " was started with --rm: its stop would delete it, and its volumes without a name")
                    .hint("Pause it instead of stopping it, or start it without --rm.")
                    .with("container", container.name()));
        }
        if (container.isOfSwarm()) {
            failures.add(Failure.of(
                            "HF-CTR-006",
                            "container " + container.name()
                                    + " belongs to a swarm, which would start another one for it")
                    .hint("Pause it instead of stopping it, or let a hook scale its service.")
                    .with("container", container.name()));
        }
        return failures;
    }

    /**
     * Tells that others would lose their network.
     *
     * @param container the container
     * @param sharers those that run with its network and were not selected
     * @return why it must not be stopped
     */
    static Failure shared(ContainerView container, List<ContainerView> sharers) {
        String names = sharers.stream().map(ContainerView::name).collect(Collectors.joining(", "));
        return Failure.of("HF-CTR-005", "container " + container.name() + " lends its network to " + names)
                .hint("Select them too, or say with-sharers: true.")
                .with("container", container.name())
                .with("sharers", names);
    }

    /**
     * Tells that the hook might not wait for its stop.
     *
     * @param container the container
     * @param time how long it has to stop
     * @return the warning
     */
    static Failure slow(ContainerView container, Duration time) {
        return Failure.of(
                        "HF-CTR-018",
                        "container " + container.name() + " may take " + time.toSeconds()
                                + " s to stop, which is more than the hook's timeout")
                .hint("Give the hook a longer timeout, or the container a shorter stop-timeout.")
                .with("container", container.name());
    }
}
