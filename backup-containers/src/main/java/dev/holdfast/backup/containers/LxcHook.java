package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.containers.internal.hold.HoldLifecycle;
import dev.holdfast.backup.containers.internal.lxc.LxcAct;
import dev.holdfast.backup.containers.internal.lxc.LxcContainer;
import dev.holdfast.backup.containers.internal.lxc.LxcTools;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A hook that stops or freezes containers of LXC before a phase and brings those that ran back after it. Immutable.
 *
 * <pre>{@code
 * LxcHook.named("guests").stop("mail", "web").stopTimeout(Duration.ofSeconds(90))
 * LxcHook.named("guests").freeze("mail", "web")
 * }</pre>
 *
 * <p>They rest in the order given and come back in reverse. One that does not run is left alone. A frozen one keeps its memory and its open files, so
 * what it has not written yet is not in a backup of its files; a stopped one has written all.
 */
public final class LxcHook extends SettingsHook {

    static final String TYPE = "lxc";

    static final String STOP = "stop";
    static final String FREEZE = "freeze";
    static final String STOP_TIMEOUT = "stop-timeout";
    static final String PATH = "path";
    static final String PREFIX = "prefix";

    static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(30);

    private LxcHook(String name, Settings settings) {
        super(TYPE, name, settings);
    }

    /**
     * Begins a definition; {@link #stop} or {@link #freeze} must follow.
     *
     * @param name the hook's name
     * @return a definition without containers
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static LxcHook named(String name) {
        return new LxcHook(name, Settings.none());
    }

    static LxcHook of(String name, Settings settings) {
        LxcHook hook = new LxcHook(name, settings);
        hook.containers();
        hook.stopTime();
        return hook;
    }

    /**
     * Names containers to stop.
     *
     * @param containers their names, in the order in which they are stopped
     * @return a copy
     */
    public LxcHook stop(String... containers) {
        return new LxcHook(name, settings.with(STOP, List.of(containers)));
    }

    /**
     * Names containers to freeze.
     *
     * @param containers their names, in the order in which they are frozen
     * @return a copy
     */
    public LxcHook freeze(String... containers) {
        return new LxcHook(name, settings.with(FREEZE, List.of(containers)));
    }

    /**
     * Bounds a shutdown; the hook's own timeout has to be longer.
     *
     * @param time how long a container has to shut down before it is killed; 30 seconds if nothing is said
     * @return a copy
     */
    public LxcHook stopTimeout(Duration time) {
        return new LxcHook(name, settings.with(STOP_TIMEOUT, time.toString()));
    }

    /**
     * Says where the containers lie, if that is not LXC's own place.
     *
     * @param path the directory
     * @return a copy
     */
    public LxcHook path(Path path) {
        return new LxcHook(name, settings.with(PATH, path.toString()));
    }

    /**
     * Names what stands before each command of LXC, such as {@code sudo}.
     *
     * @param command a program and its first arguments
     * @return a copy
     */
    public LxcHook prefix(String... command) {
        return new LxcHook(name, settings.with(PREFIX, List.of(command)));
    }

    /**
     * Opens the hook; nothing is run before it is entered.
     *
     * @throws ConfigurationException {@code HF-HOK-038} if there is no container, or both acts are asked for
     */
    @Override
    public LifecycleHook open() {
        List<String> containers = containers();
        LxcAct act = settings.texts(FREEZE).isEmpty() ? LxcAct.STOP : LxcAct.FREEZE;
        Duration stopTimeout = stopTime();
        LxcTools tools =
                new LxcTools(settings.texts(PREFIX), settings.path(PATH).orElse(null));
        return new HoldLifecycle(
                name, TYPE, settings, containers, container -> new LxcContainer(container, act, stopTimeout, tools));
    }

    private Duration stopTime() {
        return settings.duration(STOP_TIMEOUT).orElse(DEFAULT_STOP_TIMEOUT);
    }

    private List<String> containers() {
        List<String> stopped = settings.texts(STOP);
        List<String> frozen = settings.texts(FREEZE);
        if (stopped.isEmpty() == frozen.isEmpty()) {
            throw new ConfigurationException(Failure.of(
                            "HF-HOK-038",
                            "hook " + name
                                    + (stopped.isEmpty()
                                            ? " names no container"
                                            : " both stops and freezes containers"))
                    .hint("Name the containers either as stop or as freeze; another hook can do the other thing.")
                    .with("hook", name));
        }
        return stopped.isEmpty() ? frozen : stopped;
    }
}
