package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.containers.internal.hold.HoldLifecycle;
import dev.holdfast.backup.containers.internal.lxc.InstanceTools;
import dev.holdfast.backup.containers.internal.lxc.LxcAct;
import dev.holdfast.backup.containers.internal.lxc.LxcContainer;
import dev.holdfast.backup.containers.internal.lxc.LxcManager;
import dev.holdfast.backup.containers.internal.lxc.LxcTools;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A hook that stops or freezes containers of LXC, LXD or Incus before a phase and brings those that ran back after it. Immutable.
 *
 * <pre>{@code
 * LxcHook.named("guests").stop("mail", "web").stopTimeout(Duration.ofSeconds(90))
 * LxcHook.named("guests").freeze("mail", "web")
 * LxcHook.named("guests").incus().project("shop").stop("db")
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
    static final String TOOL = "tool";
    static final String REMOTE = "remote";
    static final String PROJECT = "project";

    static final String LXC = "lxc";
    static final String LXD = "lxd";
    static final String INCUS = "incus";

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
        hook.manager();
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
     * Acts on containers of LXD, by its command {@code lxc}, instead of those of LXC itself.
     *
     * @return a copy
     */
    public LxcHook lxd() {
        return new LxcHook(name, settings.with(TOOL, LXD));
    }

    /**
     * Acts on containers of Incus, by its command {@code incus}, instead of those of LXC itself.
     *
     * @return a copy
     */
    public LxcHook incus() {
        return new LxcHook(name, settings.with(TOOL, INCUS));
    }

    /**
     * Names the daemon of LXD or Incus.
     *
     * @param remote what the command calls it; by default the one that the command takes by itself
     * @return a copy
     */
    public LxcHook remote(String remote) {
        return new LxcHook(name, settings.with(REMOTE, remote));
    }

    /**
     * Names the project of LXD or Incus that the containers are in.
     *
     * @param project the project; by default the one that the command takes by itself
     * @return a copy
     */
    public LxcHook project(String project) {
        return new LxcHook(name, settings.with(PROJECT, project));
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
     * @throws ConfigurationException {@code HF-HOK-038} if there is no container, or both acts are asked for; {@code HF-HOK-042} if a setting is for
     *     another tool
     */
    @Override
    public LifecycleHook open() {
        List<String> containers = containers();
        LxcAct act = settings.texts(FREEZE).isEmpty() ? LxcAct.STOP : LxcAct.FREEZE;
        Duration stopTimeout = stopTime();
        LxcManager manager = manager();
        return new HoldLifecycle(
                name, TYPE, settings, containers, container -> new LxcContainer(container, act, stopTimeout, manager));
    }

    private LxcManager manager() {
        String tool = settings.text(TOOL).orElse(LXC);
        List<String> prefix = settings.texts(PREFIX);
        if (tool.equals(LXC)) {
            refuse(tool, REMOTE);
            refuse(tool, PROJECT);
            return new LxcTools(prefix, settings.path(PATH).orElse(null));
        }
        if (!tool.equals(LXD) && !tool.equals(INCUS)) {
            throw new ConfigurationException(
                    Failure.of("HF-HOK-042", "hook " + name + " names the tool " + tool + ", which is none")
                            .hint("Say by tool whose containers they are: lxc, lxd or incus.")
                            .with("hook", name)
                            .with("tool", tool));
        }
        refuse(tool, PATH);
        return new InstanceTools(
                tool,
                prefix,
                settings.text(REMOTE).orElse(null),
                settings.text(PROJECT).orElse(null));
    }

    private void refuse(String tool, String setting) {
        if (settings.text(setting).isPresent()) {
            throw new ConfigurationException(
                    Failure.of("HF-HOK-042", "hook " + name + " names a " + setting + ", which " + tool + " has not")
                            .hint("Leave it out, or say by tool whose containers they are: lxc, lxd or incus.")
                            .with("hook", name)
                            .with("setting", setting));
        }
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
