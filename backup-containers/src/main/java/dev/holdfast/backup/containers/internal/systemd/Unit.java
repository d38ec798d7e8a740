package dev.holdfast.backup.containers.internal.systemd;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.containers.internal.hold.Holdable;
import dev.holdfast.backup.containers.internal.tool.Said;
import dev.holdfast.backup.containers.internal.tool.Tool;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A unit of systemd. A start takes the place of a stop that is under way, so no stop goes on behind it. */
public final class Unit implements Holdable {

    private static final Set<String> RUNNING = Set.of("active", "reloading", "refreshing");
    private static final Set<String> RESTING =
            Set.of("inactive", "failed", "activating", "deactivating", "maintenance", "unknown");

    private final String name;
    private final Tool systemctl;

    /**
     * Makes the unit.
     *
     * @param name its name
     * @param systemctl the tool
     */
    public Unit(String name, Tool systemctl) {
        this.name = name;
        this.systemctl = systemctl;
    }

    @Override
    public String resource() {
        return "unit:" + name;
    }

    @Override
    public boolean runs(RunContext context) throws InterruptedException {
        // Its exit code is the same for a unit that rests and for a manager that cannot be reached.
        String said =
                Said.lastLine(systemctl.run(context, "is-active", "--", name).errors());
        if (RUNNING.contains(said)) {
            return true;
        }
        if (RESTING.contains(said)) {
            return false;
        }
        throw new HookException(failure("look at", said));
    }

    @Override
    public void hold(RunContext context) throws InterruptedException {
        must("stop", context);
    }

    @Override
    public void release(RunContext context) throws InterruptedException {
        if (!runs(context)) {
            must("start", context);
        }
        if (!runs(context)) {
            throw new HookException(failure("start", "it was started and does not run"));
        }
    }

    private void must(String verb, RunContext context) throws InterruptedException {
        CommandResult result = systemctl.run(context, verb, "--", name);
        if (!result.isSuccess()) {
            throw new HookException(failure(verb, Said.lastLine(result.errors())));
        }
    }

    private Failure failure(String verb, String why) {
        return Failure.of("HF-HOK-026", "cannot " + verb + " unit " + name + ": " + why)
                .hint("Look at systemctl status " + name + ", and whether this user may " + verb + " it.")
                .retry(RetryStatus.LATER)
                .with("unit", name);
    }

    @Override
    public List<Problem> check(RunContext context) throws InterruptedException {
        // The manager is asked, not the files: it may see others than this process, and units that have none.
        CommandResult result = systemctl.run(context, "show", "--property=LoadState", "--value", "--", name);
        String said = Said.lastLine(result.errors());
        if (!result.isSuccess()) {
            return List.of(Problem.of(Severity.ERROR, failure("look at", said)));
        }
        return said.equals("loaded")
                ? List.of()
                : List.of(Problem.of(
                        Severity.ERROR,
                        Failure.of("HF-HOK-027", "there is no unit " + name + ": it is " + said)
                                .hint("Look for its name with systemctl list-unit-files.")
                                .with("unit", name)));
    }

    @Override
    public Duration goesOn() {
        return Duration.ZERO;
    }
}
