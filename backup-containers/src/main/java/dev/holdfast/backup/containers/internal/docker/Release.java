package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a container back that was to rest, whatever became of it: never stopped, stopping, stopped, replaced, removed, or started by somebody else.
 *
 * <p>An engine goes on with a stop when whoever asked for it is gone. Until it is over the container runs, a start of it is answered with "it runs",
 * and then it stops. So one that runs, and was not started anew since the record was written, is believed to run only when no stop can be under
 * way any more.
 *
 * <p>That wait is not cut short. Engines tell of a stop by an event, but keep only the last few hundred of all events, which the health checks of
 * other containers fill in minutes, and forget them with their daemon; and a request that was sent may still lie unread when nothing is told of
 * it. Nor would a second record help, written when the request is about to be sent: between the two a kill has milliseconds to fall. The wait is for
 * one container at most, the last one of its hook: a record is written when the stop before it is over.
 */
final class Release {

    private static final Logger LOG = LoggerFactory.getLogger(Release.class);

    /** How long a container has to stay alive behind its start to count as started. */
    private static final Duration STEADY = Duration.ofMillis(500);

    private final Engine engine;
    private final Halt halt;
    private final RunContext context;

    Release(Engine engine, Halt halt, RunContext context) {
        this.engine = engine;
        this.halt = halt;
        this.context = context;
    }

    /**
     * Brings it back.
     *
     * @return the container, if it was brought back or started by somebody else, and so has to become healthy; empty if it is as it was
     * @throws HookException {@code HF-CTR-009} if it does not run
     * @throws InterruptedException if this thread is interrupted
     */
    Optional<ContainerView> release() throws InterruptedException {
        Deadline known = Deadline.after(
                halt.act() == Act.STOP ? halt.left(context.clock().instant()) : Duration.ZERO);
        boolean begun = false;
        while (true) {
            Optional<ContainerView> found = new ContainerFinder(engine).again(halt);
            if (found.isEmpty()) {
                context.problem(Problem.of(Severity.ERROR, removed()));
                return Optional.empty();
            }
            ContainerView container = found.get();
            if (container.isPaused()) {
                if (halt.act() == Act.STOP) {
                    context.problem(Problem.of(Severity.WARNING, paused()));
                    return Optional.empty();
                }
                unpause(container);
                return Optional.of(container);
            }
            if (container.isRunning()) {
                boolean untouched = container.id().equals(halt.id())
                        && container.startedAt().equals(halt.startedAt());
                if (!untouched) {
                    return Optional.of(container);
                }
                if (known.isOver()) {
                    return Optional.empty();
                }
                LOG.debug("container {} runs, and may be about to stop", halt.name());
                Waiting.rest(Waiting.BETWEEN_LOOKS, context);
            } else {
                if (begun) {
                    throw new HookException(failure("start", ended(container)));
                }
                begun = start(container);
                Waiting.rest(begun ? STEADY : Waiting.BETWEEN_LOOKS, context);
            }
        }
    }

    /** Returns whether this start it was that started it. */
    private boolean start(ContainerView container) throws InterruptedException {
        Answer answer = engine.start(container.id());
        // Somebody started it, or it is still stopping: another look tells.
        if (answer.status() == Answer.NOT_MODIFIED || answer.status() == Answer.NOT_FOUND) {
            return false;
        }
        if (!answer.isSuccess()) {
            throw new HookException(failure("start", EngineFailures.said(answer)));
        }
        return true;
    }

    private void unpause(ContainerView container) throws InterruptedException {
        Answer answer = engine.unpause(container.id());
        Optional<ContainerView> now = engine.inspect(container.id());
        if (now.isPresent() && !now.get().isWorking()) {
            throw new HookException(failure("unpause", EngineFailures.said(answer)));
        }
    }

    private static String ended(ContainerView container) {
        return "it ended at once with exit code " + container.exitCode()
                + (container.error().isEmpty() ? "" : ": " + Answer.shortened(container.error()));
    }

    private Failure failure(String verb, String why) {
        return Failure.of("HF-CTR-009", "cannot " + verb + " container " + halt.name() + ": " + why)
                .hint("Look at the log of the container, bring it back by hand if it is urgent, then run recover.")
                .retry(RetryStatus.LATER)
                .with("container", halt.name());
    }

    private Failure removed() {
        return Failure.of(
                        "HF-CTR-010",
                        "container " + halt.name()
                                + " was removed while it was held still, and none has taken its place")
                .hint("If it is to run, make it again: nothing else brings it back.")
                .with("container", halt.name());
    }

    private Failure paused() {
        return Failure.of("HF-CTR-011", "container " + halt.name() + " was paused by somebody else, and was left so")
                .hint("Unpause it if nobody needs it paused.")
                .with("container", halt.name());
    }
}
