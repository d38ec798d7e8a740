package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.containers.internal.probe.Probe;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits until a container that was brought back can work: by its own health check, by a command inside that has to
 * succeed, and by its addresses.
 *
 * <p>One that does not become healthy is an error of the run; its act is undone all the same, since it runs, and running it again helps nobody.
 */
final class HealthWait {

    /** What is left of an act's time to tell that the wait was in vain. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Engine engine;
    private final RunContext context;
    private final Duration bound;
    private final HookOptions.Probes probes;

    /** What said no the last time, for the report. */
    private String refusal = "";

    HealthWait(Engine engine, RunContext context, Duration bound, HookOptions.Probes probes) {
        this.engine = engine;
        this.context = context;
        this.bound = bound;
        this.probes = probes;
    }

    /**
     * Waits.
     *
     * @param container the container
     * @throws InterruptedException if this thread is interrupted
     */
    void await(ContainerView container) throws InterruptedException {
        if (bound.isZero()) {
            return;
        }
        Duration left = context.deadline().remaining().minus(MARGIN);
        Deadline deadline = Deadline.after(left.compareTo(bound) < 0 ? left : bound);
        while (true) {
            Optional<ContainerView> found = engine.inspect(container.id());
            if (found.isEmpty() || !found.get().isRunning()) {
                report(container, "it ended again");
                return;
            }
            ContainerView now = found.get();
            if (now.health().equals("unhealthy")) {
                report(container, "its health check fails");
                return;
            }
            boolean healthy = !now.hasHealth() || now.health().equals("healthy");
            boolean crashing = now.status().equals("restarting");
            try {
                if (healthy && !crashing && probesSucceed(now, deadline)) {
                    return;
                }
            } catch (HookException e) {
                if (!deadline.isOver()) {
                    throw e;
                }
                report(container, "its probe does not end");
                return;
            }
            if (deadline.isOver()) {
                report(
                        container,
                        crashing
                                ? "it ends again and again"
                                : healthy ? refusal : "its health check is still " + now.health());
                return;
            }
            Waiting.rest(probes.interval(), context);
        }
    }

    private boolean probesSucceed(ContainerView container, Deadline deadline) throws InterruptedException {
        if (!probes.inside().isEmpty()) {
            refusal = "its probe does not succeed";
            if (deadline.isOver() || !succeeds(container, deadline.remaining())) {
                return false;
            }
        }
        for (Probe probe : probes.addresses()) {
            Duration left = deadline.remaining();
            Optional<String> why =
                    probe.ask(left.compareTo(probes.timeout()) < 0 ? left : probes.timeout(), context.cancellation());
            context.cancellation().check();
            if (why.isPresent()) {
                // The last question may have been cut short by the end of all time; what the one before it was told
                // says more.
                if (refusal.isEmpty() || !deadline.isOver()) {
                    refusal = "the probe of " + probe.address() + " does not succeed: " + why.get();
                }
                return false;
            }
        }
        return true;
    }

    private boolean succeeds(ContainerView container, Duration bound) throws InterruptedException {
        return new ContainerExec(engine)
                        .run(container.id(), ExecProgram.probe(probes.inside()), bound, id -> {})
                        .exitCode()
                == 0;
    }

    private void report(ContainerView container, String why) {
        context.problem(Problem.of(
                Severity.ERROR,
                Failure.of("HF-CTR-012", "container " + container.name() + " was started but is not healthy: " + why)
                        .hint(
                                "Look at the log of the container; if it is only slow, give it a longer health-timeout, and the hook a longer timeout.")
                        .retry(RetryStatus.LATER)
                        .with("container", container.name())));
    }
}
