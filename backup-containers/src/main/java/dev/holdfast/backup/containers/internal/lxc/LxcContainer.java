package dev.holdfast.backup.containers.internal.lxc;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.containers.internal.hold.Holdable;
import dev.holdfast.backup.containers.internal.tool.Said;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A container of LXC. A shutdown that was asked for goes on when whoever asked is gone: the container was told, and {@code lxc-stop} kills it at the
 * end of its time.
 */
public final class LxcContainer implements Holdable {

    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final String name;
    private final LxcAct act;
    private final Duration stopTimeout;
    private final LxcTools tools;

    /**
     * Makes the container.
     *
     * @param name its name
     * @param act how it is held still
     * @param stopTimeout how long it has to shut down before it is killed
     * @param tools the commands
     */
    public LxcContainer(String name, LxcAct act, Duration stopTimeout, LxcTools tools) {
        this.name = name;
        this.act = act;
        this.stopTimeout = stopTimeout;
        this.tools = tools;
    }

    @Override
    public String resource() {
        Path path = tools.path();
        return path == null ? "lxc:" + name : "lxc:" + name + "@" + path;
    }

    /** The states of LXC that matter here; the others pass. */
    private enum State {
        RUNNING,
        STOPPED,
        FROZEN,
        PASSING
    }

    private State state(RunContext context) throws InterruptedException {
        CommandResult result = tools.run(context, "lxc-info", name, "-s", "-H");
        String said = Said.lastLine(result.errors());
        if (!result.isSuccess()) {
            throw new HookException(missing(said));
        }
        for (State state : State.values()) {
            if (state.name().equals(said.toUpperCase(Locale.ROOT))) {
                return state;
            }
        }
        return State.PASSING;
    }

    @Override
    public boolean runs(RunContext context) throws InterruptedException {
        return state(context) == State.RUNNING;
    }

    @Override
    public void hold(RunContext context) throws InterruptedException {
        if (act == LxcAct.FREEZE) {
            must("freeze", "lxc-freeze", context);
        } else {
            must("stop", "lxc-stop", context, "-t", Long.toString(Math.max(1, stopTimeout.toSeconds())));
        }
        if (runs(context)) {
            throw new HookException(failure(act == LxcAct.FREEZE ? "freeze" : "stop", "it goes on"));
        }
    }

    @Override
    public void release(RunContext context) throws InterruptedException {
        State state = state(context);
        while (state == State.PASSING) {
            if (context.deadline().isOver()) {
                throw new HookException(failure("start", "it neither runs nor rests"));
            }
            context.cancellation().check();
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            state = state(context);
        }
        switch (state) {
            case STOPPED -> must("start", "lxc-start", context, "-d");
            case FROZEN -> must("unfreeze", "lxc-unfreeze", context);
            default -> {}
        }
        if (!runs(context)) {
            throw new HookException(failure("start", "it was started and does not run"));
        }
    }

    private void must(String verb, String command, RunContext context, String... arguments)
            throws InterruptedException {
        CommandResult result = tools.run(context, command, name, arguments);
        if (!result.isSuccess()) {
            throw new HookException(failure(verb, Said.lastLine(result.errors())));
        }
    }

    private Failure failure(String verb, String why) {
        return Failure.of("HF-HOK-036", "cannot " + verb + " LXC container " + name + ": " + why)
                .hint("Look at lxc-info and at the log of the container, and whether this user may " + verb + " it.")
                .retry(RetryStatus.LATER)
                .with("container", name);
    }

    private Failure missing(String why) {
        return Failure.of("HF-HOK-037", "there is no LXC container " + name + ": " + why)
                .hint("Look for its name with lxc-ls, and name its path if that is not LXC's own.")
                .with("container", name);
    }

    @Override
    public List<Problem> check(RunContext context) throws InterruptedException {
        try {
            state(context);
            return List.of();
        } catch (HookException e) {
            return List.of(Problem.of(Severity.ERROR, e.failure()));
        }
    }

    @Override
    public Duration goesOn() {
        return act == LxcAct.STOP ? stopTimeout.plus(SLACK) : Duration.ZERO;
    }
}
