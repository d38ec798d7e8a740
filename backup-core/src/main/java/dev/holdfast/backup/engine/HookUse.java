package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookPhase;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * A hook of a job, with the bounds the engine holds it to.
 *
 * @param hook the hook
 * @param timeout the time each of its acts may take
 * @param maxPause the time between its enter and its undo; at its end it is undone and the run fails
 * @param mandatory whether a failed enter fails the run; if not, the run is degraded
 * @param during the phases it is entered for
 * @param endPause when it is undone around captures
 */
public record HookUse(
        HookDefinition hook,
        Duration timeout,
        Duration maxPause,
        boolean mandatory,
        Set<HookPhase> during,
        EndPause endPause) {

    /** The time an act may take if nobody says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** The time a pause may take if nobody says otherwise. */
    public static final Duration DEFAULT_MAX_PAUSE = Duration.ofHours(1);

    /**
     * Copies the phases and requires the rest.
     *
     * @param hook the hook
     * @param timeout the time each of its acts may take
     * @param maxPause the time between its enter and its undo; at its end it is undone and the run fails
     * @param mandatory whether a failed enter fails the run; if not, the run is degraded
     * @param during the phases it is entered for
     * @param endPause when it is undone around captures
     */
    public HookUse {
        Objects.requireNonNull(hook, "hook");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(maxPause, "maxPause");
        Objects.requireNonNull(endPause, "endPause");
        during = Set.copyOf(during);
    }

    /**
     * Uses a hook with the default bounds, around captures.
     *
     * @param hook the hook
     * @return the use
     */
    public static HookUse of(HookDefinition hook) {
        return new HookUse(
                hook, DEFAULT_TIMEOUT, DEFAULT_MAX_PAUSE, true, Set.of(HookPhase.CAPTURE), EndPause.AFTER_SNAPSHOT);
    }

    /**
     * Returns this use with another bound on each act.
     *
     * @param time the time each of its acts may take
     * @return a copy
     */
    public HookUse timeout(Duration time) {
        return new HookUse(hook, time, maxPause, mandatory, during, endPause);
    }

    /**
     * Returns this use with another bound on the pause.
     *
     * @param time the time between its enter and its undo
     * @return a copy
     */
    public HookUse maxPause(Duration time) {
        return new HookUse(hook, timeout, time, mandatory, during, endPause);
    }

    /**
     * Returns this use as one whose failed enter only degrades the run.
     *
     * @return a copy
     */
    public HookUse optional() {
        return new HookUse(hook, timeout, maxPause, false, during, endPause);
    }

    /**
     * Returns this use for other phases.
     *
     * @param phases the phases it is entered for
     * @return a copy
     */
    public HookUse during(HookPhase... phases) {
        return new HookUse(hook, timeout, maxPause, mandatory, Set.of(phases), endPause);
    }

    /**
     * Returns this use with another end of the pause.
     *
     * @param when when it is undone around captures
     * @return a copy
     */
    public HookUse endPause(EndPause when) {
        return new HookUse(hook, timeout, maxPause, mandatory, during, when);
    }
}
