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
 */
public record HookUse(
        HookDefinition hook, Duration timeout, Duration maxPause, boolean mandatory, Set<HookPhase> during) {

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
     */
    public HookUse {
        Objects.requireNonNull(hook, "hook");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(maxPause, "maxPause");
        during = Set.copyOf(during);
    }

    /**
     * Uses a hook with the default bounds, around captures.
     *
     * @param hook the hook
     * @return the use
     */
    public static HookUse of(HookDefinition hook) {
        return new HookUse(hook, DEFAULT_TIMEOUT, DEFAULT_MAX_PAUSE, true, Set.of(HookPhase.CAPTURE));
    }
}
