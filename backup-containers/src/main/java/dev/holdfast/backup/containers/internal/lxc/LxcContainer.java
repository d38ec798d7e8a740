package dev.holdfast.backup.containers.internal.lxc;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.containers.internal.hold.Holdable;
import dev.holdfast.backup.containers.internal.tool.Said;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A container of LXC, whoever manages it. A shutdown that was asked for goes on when whoever asked is gone: the container was told, and {@code
 * lxc-stop} or the daemon ends the wait at the end of its time.
 */
public final class LxcContainer implements Holdable {

    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final String name;
    private final LxcAct act;
    private final Duration stopTimeout;
    private final LxcManager manager;

    /**
     * Makes the container.
     *
     * @param name its name
     * @param act how it is held still
     * @param stopTimeout how long it has to shut down before it is killed
     * @param manager its commands
     */
    public LxcContainer(String name, LxcAct act, Duration stopTimeout, LxcManager manager) {
        this.name = name;
        this.act = act;
        this.stopTimeout = stopTimeout;
        this.manager = manager;
    }

    @Override
    public String resource() {
        return manager.resource(name);
    }

    @Override
    public boolean runs(RunContext context) throws InterruptedException {
        return manager.look(context, name).runs();
    }

    @Override
    public void requireHarmless(RunContext context) throws InterruptedException {
        if (isHarmed(manager.look(context, name))) {
            throw new RefusedException(LxcFailures.ephemeral(name));
        }
    }

    private boolean isHarmed(Guest guest) {
        return act == LxcAct.STOP && guest.runs() && guest.isEphemeral();
    }

    @Override
    public void hold(RunContext context) throws InterruptedException {
        if (!runs(context)) {
            return;
        }
        if (act == LxcAct.FREEZE) {
            must("freeze", manager.freeze(context, name));
        } else {
            must("stop", manager.stop(context, name, stopTimeout));
        }
        if (runs(context)) {
            throw new HookException(failure(act == LxcAct.FREEZE ? "freeze" : "stop", "it goes on"));
        }
    }

    @Override
    public void release(RunContext context) throws InterruptedException {
        Guest.State state = manager.look(context, name).state();
        while (state == Guest.State.PASSING) {
            if (context.deadline().isOver()) {
                throw new HookException(failure("start", "it neither runs nor rests"));
            }
            context.cancellation().check();
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            state = manager.look(context, name).state();
        }
        switch (state) {
            case STOPPED -> must("start", manager.start(context, name));
            case FROZEN -> must("unfreeze", manager.thaw(context, name));
            default -> {}
        }
        if (!runs(context)) {
            throw new HookException(failure("start", "it was started and does not run"));
        }
    }

    private void must(String verb, CommandResult result) {
        if (!result.isSuccess()) {
            throw new HookException(failure(verb, Said.lastLine(result.errors())));
        }
    }

    private Failure failure(String verb, String why) {
        return LxcFailures.failed(verb, name, why, manager.shows());
    }

    @Override
    public List<Problem> check(RunContext context) throws InterruptedException {
        try {
            return isHarmed(manager.look(context, name))
                    ? List.of(Problem.of(Severity.ERROR, LxcFailures.ephemeral(name)))
                    : List.of();
        } catch (HookException e) {
            return List.of(Problem.of(Severity.ERROR, e.failure()));
        }
    }

    @Override
    public Duration goesOn() {
        return act == LxcAct.STOP ? stopTimeout.plus(SLACK) : Duration.ZERO;
    }
}
