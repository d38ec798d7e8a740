package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.RunContext;

/** Lets a container rest, and makes sure that it does. */
final class Holding {

    /** What a process ends with that was killed by signal 9. */
    private static final int KILLED = 137;

    private final Engine engine;
    private final RunContext context;

    Holding(Engine engine, RunContext context) {
        this.engine = engine;
        this.context = context;
    }

    /**
     * Stops or pauses a container; of no effect on one that rests already.
     *
     * @param container the container
     * @param halt what was written down
     * @throws HookException {@code HF-CTR-007} if it does not rest
     * @throws InterruptedException if this thread is interrupted; a stop goes on
     */
    void hold(ContainerView container, Halt halt) throws InterruptedException {
        Answer answer = halt.act() == Act.PAUSE
                ? engine.pause(container.id())
                : engine.stop(container.id(), halt.stopSeconds());
        ContainerView now = engine.inspect(container.id()).orElse(null);
        if (now == null) {
            throw new HookException(failure(halt, "it was removed meanwhile"));
        }
        if (now.isWorking()) {
            throw new HookException(failure(
                    halt,
                    answer.isSuccess() || answer.status() == Answer.NOT_MODIFIED
                            ? "it goes on, or was started again at once"
                            : EngineFailures.said(answer)));
        }
        if (halt.act() == Act.STOP && answer.isSuccess() && now.exitCode() == KILLED && halt.stopSeconds() > 0) {
            context.problem(Problem.of(Severity.WARNING, killed(halt)));
        }
    }

    private static Failure failure(Halt halt, String why) {
        return Failure.of("HF-CTR-007", "cannot " + halt.act().word() + " container " + halt.name() + ": " + why)
                .hint("Look at the container and at what the engine logs of it.")
                .retry(RetryStatus.LATER)
                .with("container", halt.name());
    }

    private static Failure killed(Halt halt) {
        return Failure.of(
                        "HF-CTR-008",
                        "container " + halt.name() + " did not stop within " + halt.stopSeconds()
                                + " s, and the engine killed it")
                .hint(
                        "What it had not written is missing, as behind a crash: give it a longer stop-timeout, or let its first"
                                + " process heed the stop signal.")
                .with("container", halt.name());
    }
}
