package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.containers.internal.docker.Act;
import dev.holdfast.backup.containers.internal.docker.ContainerLifecycle;
import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.containers.internal.docker.ExecLifecycle;
import dev.holdfast.backup.containers.internal.docker.HookOptions;
import dev.holdfast.backup.containers.internal.docker.SwarmLifecycle;
import dev.holdfast.backup.containers.internal.probe.HttpProbe;
import dev.holdfast.backup.containers.internal.probe.Probe;
import dev.holdfast.backup.containers.internal.probe.TcpProbe;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stops or pauses containers of Docker or Podman before a phase and brings those back that ran, or runs commands inside of them. Immutable and
 * thread-safe: every method returns a new definition.
 *
 * <pre>{@code
 * DockerHook.named("shop").stop("compose:shop/worker", "compose:shop/web")
 * DockerHook.podman("queue").pause("queue")
 * DockerHook.named("drain").exec("shop").before("shop-admin", "read-only", "on").after("shop-admin", "read-only", "off")
 * }</pre>
 *
 * <p>A container is selected by its name, by {@code label:KEY}, {@code label:KEY=VALUE}, {@code compose:PROJECT} or {@code
 * compose:PROJECT/SERVICE}. One that does not run is left alone. Those that depend on others, by Compose's {@code depends_on} or by sharing their
 * network, rest first; then the label {@code holdfast.priority} counts, smaller numbers first, and then the order given. They come back in
 * reverse, each healthy before the next.
 *
 * <p>A container that was replaced while it rested is found again by its name or labels. One that the engine deletes when it stops ({@code --rm}),
 * one of a swarm, whose service can be {@linkplain #scale scaled} instead, and one that lends its network to others that run are refused, not stopped.
 *
 * <p>The command {@code after} is run whatever became of the one before, and perhaps more than once. It sees {@code HOLDFAST_RUN}, {@code
 * HOLDFAST_HOOK}, {@code HOLDFAST_PHASE} and {@code HOLDFAST_ACT}, as {@link CommandHook}'s commands do, and 75 means the same as there.
 */
public final class DockerHook extends SettingsHook {

    static final String STOP = "stop";
    static final String PAUSE = "pause";
    static final String EXEC = "exec";
    static final String SCALE = "scale";
    static final String STOP_TIMEOUT = "stop-timeout";
    static final String WITH_SHARERS = "with-sharers";
    static final String HEALTH_TIMEOUT = "health-timeout";
    static final String PROBE = "probe";
    static final String PROBE_HTTP = "probe-http";
    static final String PROBE_STATUS = "probe-status";
    static final String PROBE_TCP = "probe-tcp";
    static final String PROBE_TIMEOUT = "probe-timeout";
    static final String PROBE_INTERVAL = "probe-interval";
    static final String BEFORE = "before";
    static final String AFTER = "after";
    static final String USER = "user";
    static final String DIRECTORY = "directory";
    static final String ENVIRONMENT = "environment";
    static final String EXEC_TIMEOUT = "exec-timeout";

    static final Duration DEFAULT_HEALTH_TIMEOUT = Duration.ofMinutes(2);
    static final Duration DEFAULT_PROBE_TIMEOUT = Duration.ofSeconds(5);
    static final Duration DEFAULT_PROBE_INTERVAL = Duration.ofMillis(200);

    private final EngineKind kind;

    private DockerHook(String name, EngineKind kind, Settings settings) {
        super(kind.type(), name, settings);
        this.kind = kind;
    }

    /**
     * Begins a definition for Docker, at {@code unix:///var/run/docker.sock} unless told otherwise; {@link #stop}, {@link #pause}, {@link
     * #exec} or {@link #scale} must follow.
     *
     * @param name the hook's name
     * @return a definition without containers
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static DockerHook named(String name) {
        return new DockerHook(name, EngineKind.DOCKER, Settings.none());
    }

    /**
     * Begins a definition for Podman's service, at {@code unix:///run/podman/podman.sock} unless told otherwise; {@link #stop}, {@link #pause} or
     * {@link #exec} must follow.
     *
     * @param name the hook's name
     * @return a definition without containers
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static DockerHook podman(String name) {
        return new DockerHook(name, EngineKind.PODMAN, Settings.none());
    }

    static DockerHook of(String name, EngineKind kind, Settings settings) {
        DockerHook hook = new DockerHook(name, kind, settings);
        hook.options();
        return hook;
    }

    private DockerHook with(String setting, Object value) {
        return new DockerHook(name, kind, settings.with(setting, value));
    }

    /**
     * Names the engine.
     *
     * @param address {@code unix:///path/of/socket} or {@code tcp://host:port}
     * @return a copy
     */
    public DockerHook host(String address) {
        return with(EngineSettings.HOST, address);
    }

    /**
     * Uses TLS to an engine at {@code tcp://}.
     *
     * @param directory where {@code ca.pem} is, and {@code cert.pem} and {@code key.pem} if the engine asks for them; keys as PKCS #8 or PKCS #1
     * @return a copy
     */
    public DockerHook tlsDirectory(Path directory) {
        return with(EngineSettings.TLS_DIRECTORY, directory.toString());
    }

    /**
     * Lets the environment of this process name the engine where no {@link #host} does: {@code DOCKER_HOST} with {@code DOCKER_TLS_VERIFY} and {@code
     * DOCKER_CERT_PATH}, before it {@code CONTAINER_HOST} for Podman, then the user's own engine in {@code XDG_RUNTIME_DIR}.
     *
     * @return a copy
     */
    public DockerHook fromEnvironment() {
        return with(EngineSettings.FROM_ENVIRONMENT, true);
    }

    /**
     * Chooses containers to stop.
     *
     * @param containers names, or selectors by label or Compose project
     * @return a copy
     */
    public DockerHook stop(String... containers) {
        return with(STOP, List.of(containers));
    }

    /**
     * Chooses containers whose processes are paused. What they have not written yet stays unwritten: a database is as behind a crash.
     *
     * @param containers names, or selectors by label or Compose project
     * @return a copy
     */
    public DockerHook pause(String... containers) {
        return with(PAUSE, List.of(containers));
    }

    /**
     * Chooses containers to run commands in; {@link #before}, {@link #after} or both say which.
     *
     * @param containers names, or selectors by label or Compose project
     * @return a copy
     */
    public DockerHook exec(String... containers) {
        return with(EXEC, List.of(containers));
    }

    /**
     * Chooses services of the swarm that the engine is a manager of. They are scaled to no container, and back to as many as they had; those of their
     * containers that run on other nodes too.
     *
     * @param services their names
     * @return a copy
     */
    public DockerHook scale(String... services) {
        return with(SCALE, List.of(services));
    }

    /**
     * Limits how long a container has to stop before the engine kills it.
     *
     * @param duration how long, rounded up to seconds; by default what the container says itself, mostly 10 s
     * @return a copy
     */
    public DockerHook stopTimeout(Duration duration) {
        return with(STOP_TIMEOUT, duration);
    }

    /**
     * Stops containers too that share the network of one that is stopped; without this such a one is refused.
     *
     * @return a copy
     */
    public DockerHook withSharers() {
        return with(WITH_SHARERS, true);
    }

    /**
     * Limits how long a container may take to become healthy when it is back.
     *
     * @param duration how long, but within the hook's own timeout; zero for no look at its health; two minutes by default
     * @return a copy
     */
    public DockerHook healthTimeout(Duration duration) {
        return with(HEALTH_TIMEOUT, duration);
    }

    /**
     * Names a command inside of a container that succeeds once it can work; asked when the container is back, beside its own health check.
     *
     * @param command the program and its arguments
     * @return a copy
     */
    public DockerHook probe(String... command) {
        return with(PROBE, List.of(command));
    }

    /**
     * Names a URL that answers with success once the service can work; asked from here when the last of the hook's containers is back.
     *
     * @param url {@code http://host:port/path} or {@code https://…}; no redirect is followed, and a status from 200 to 299 is success
     * @return a copy
     */
    public DockerHook probeHttp(String url) {
        return with(PROBE_HTTP, url);
    }

    /**
     * Names a URL that answers with a certain status once the service can work; asked from here when the last of the hook's containers is back.
     *
     * @param url {@code http://host:port/path} or {@code https://…}; no redirect is followed
     * @param status the status
     * @return a copy
     */
    public DockerHook probeHttp(String url, int status) {
        return with(PROBE_HTTP, url).with(PROBE_STATUS, status);
    }

    /**
     * Names an address that takes connections, and keeps them, once the service can work; asked from here when the last of the hook's containers is
     * back.
     *
     * @param address {@code host:port}
     * @return a copy
     */
    public DockerHook probeTcp(String address) {
        return with(PROBE_TCP, address);
    }

    /**
     * Limits how long an address may take to answer a probe; then it is asked again, until the health timeout is over.
     *
     * @param duration how long; 5 s by default
     * @return a copy
     */
    public DockerHook probeTimeout(Duration duration) {
        return with(PROBE_TIMEOUT, duration);
    }

    /**
     * Says how long nothing is asked between two looks at a container that is back.
     *
     * @param duration how long; 200 ms by default
     * @return a copy
     */
    public DockerHook probeInterval(Duration duration) {
        return with(PROBE_INTERVAL, duration);
    }

    /**
     * Names the command to run inside before the phase.
     *
     * @param command the program and its arguments; no secret belongs there
     * @return a copy
     */
    public DockerHook before(String... command) {
        return with(BEFORE, List.of(command));
    }

    /**
     * Names the command to run inside after the phase.
     *
     * @param command the program and its arguments; no secret belongs there
     * @return a copy
     */
    public DockerHook after(String... command) {
        return with(AFTER, List.of(command));
    }

    /**
     * Chooses the user inside for both commands.
     *
     * @param user a name or number, with a group behind a colon if need be
     * @return a copy
     */
    public DockerHook user(String user) {
        return with(USER, user);
    }

    /**
     * Chooses the working directory inside for both commands.
     *
     * @param path an absolute path in the container
     * @return a copy
     */
    public DockerHook directory(String path) {
        return with(DIRECTORY, path);
    }

    /**
     * Adds a variable to the environment of both commands.
     *
     * @param variable its name
     * @param value its value
     * @return a copy
     */
    public DockerHook environment(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings.map(ENVIRONMENT));
        more.put(variable, value);
        return with(ENVIRONMENT, more);
    }

    /**
     * Limits each of both commands.
     *
     * @param duration how long one may take; by default as long as the hook may
     * @return a copy
     */
    public DockerHook execTimeout(Duration duration) {
        return with(EXEC_TIMEOUT, duration);
    }

    /**
     * Opens the hook; no engine is asked before it is entered or checked.
     *
     * @throws ConfigurationException {@code HF-CTR-020} if there is not one kind of act; {@code HF-CTR-021}, {@code HF-CTR-023} or {@code HF-CTR-025}
     *     if a text names no engine, container or address
     */
    @Override
    public LifecycleHook open() {
        HookOptions options = options();
        return switch (options.act()) {
            case EXEC -> new ExecLifecycle(name, settings, options);
            case SCALE -> new SwarmLifecycle(name, settings, options);
            default -> new ContainerLifecycle(name, settings, options);
        };
    }

    private HookOptions options() {
        List<Act> acts = new ArrayList<>();
        for (Act act : Act.values()) {
            if (!settings.texts(act.word()).isEmpty()) {
                acts.add(act);
            }
        }
        if (acts.size() != 1) {
            throw new ConfigurationException(Failure.of(
                            "HF-CTR-020",
                            "hook " + name + (acts.isEmpty() ? " names no container" : " has several acts"))
                    .hint(
                            "Name containers as one of stop, pause and exec, or services as scale; a second act is a second hook.")
                    .with("hook", name));
        }
        Act act = acts.get(0);
        HookOptions options = new HookOptions(
                EngineSettings.read(kind, settings),
                act,
                settings.texts(act.word()),
                settings.duration(STOP_TIMEOUT).orElse(null),
                settings.flag(WITH_SHARERS, false),
                settings.duration(HEALTH_TIMEOUT).orElse(DEFAULT_HEALTH_TIMEOUT),
                probes(),
                new HookOptions.Inside(
                        settings.texts(BEFORE),
                        settings.texts(AFTER),
                        settings.text(USER).orElse(null),
                        settings.text(DIRECTORY).orElse(null),
                        settings.map(ENVIRONMENT),
                        settings.duration(EXEC_TIMEOUT).orElse(null)));
        boolean commands =
                !options.exec().before().isEmpty() || !options.exec().after().isEmpty();
        if (commands != (act == Act.EXEC)) {
            throw new ConfigurationException(Failure.of(
                            "HF-CTR-024",
                            "hook " + name
                                    + (commands
                                            ? " has commands, but no container to run them in"
                                            : " names no command"))
                    .hint("Give before or after together with exec.")
                    .with("hook", name));
        }
        return options;
    }

    private HookOptions.Probes probes() {
        List<Probe> addresses = new ArrayList<>();
        int status =
                (int) Math.min(Integer.MAX_VALUE, settings.integer(PROBE_STATUS).orElse(0));
        settings.text(PROBE_HTTP).ifPresent(url -> addresses.add(HttpProbe.of(url, status)));
        settings.text(PROBE_TCP).ifPresent(address -> addresses.add(TcpProbe.of(address)));
        return new HookOptions.Probes(
                settings.texts(PROBE),
                addresses,
                settings.duration(PROBE_TIMEOUT).orElse(DEFAULT_PROBE_TIMEOUT),
                settings.duration(PROBE_INTERVAL).orElse(DEFAULT_PROBE_INTERVAL));
    }
}
