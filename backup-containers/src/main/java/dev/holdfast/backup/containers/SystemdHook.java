package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.containers.internal.hold.HoldLifecycle;
import dev.holdfast.backup.containers.internal.systemd.Unit;
import dev.holdfast.backup.containers.internal.tool.Tool;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/**
 * Stops units of systemd before a phase, and starts those that ran after it. Immutable and thread-safe: every method returns a new definition.
 *
 * <pre>{@code
 * SystemdHook.named("services").stop("shop.service", "shop-worker.service")
 * }</pre>
 *
 * <p>Units are stopped in the order given and started in reverse. One that does not run is left alone.
 */
public final class SystemdHook extends SettingsHook {

    static final String TYPE = "systemd";

    static final String STOP = "stop";
    static final String COMMAND = "command";

    private static final List<String> SYSTEMCTL = List.of("systemctl");

    private SystemdHook(String name, Settings settings) {
        super(TYPE, name, settings);
    }

    /**
     * Begins a definition; {@link #stop} must follow.
     *
     * @param name the hook's name
     * @return a definition without units
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static SystemdHook named(String name) {
        return new SystemdHook(name, Settings.none());
    }

    static SystemdHook of(String name, Settings settings) {
        SystemdHook hook = new SystemdHook(name, settings);
        hook.units();
        return hook;
    }

    /**
     * Names the units.
     *
     * @param units their names, in the order in which they are stopped
     * @return a copy
     */
    public SystemdHook stop(String... units) {
        return new SystemdHook(name, settings.with(STOP, List.of(units)));
    }

    /**
     * Names the tool, where it is not the {@code systemctl} of this user: {@code sudo systemctl}, or {@code systemctl --user}.
     *
     * @param command the program and its first arguments
     * @return a copy
     */
    public SystemdHook command(String... command) {
        return new SystemdHook(name, settings.with(COMMAND, List.of(command)));
    }

    /**
     * Opens the hook; nothing is run before it is entered.
     *
     * @throws ConfigurationException {@code HF-HOK-028} if there is no unit
     */
    @Override
    public LifecycleHook open() {
        Tool systemctl = new Tool(command());
        return new HoldLifecycle(name, TYPE, settings, units(), unit -> new Unit(unit, systemctl));
    }

    private List<String> command() {
        List<String> command = settings.texts(COMMAND);
        return command.isEmpty() ? SYSTEMCTL : command;
    }

    private List<String> units() {
        List<String> units = settings.texts(STOP);
        if (units.isEmpty()) {
            throw new ConfigurationException(Failure.of("HF-HOK-028", "hook " + name + " names no unit")
                    .hint("Name the units to stop as stop.")
                    .with("hook", name));
        }
        return units;
    }
}
