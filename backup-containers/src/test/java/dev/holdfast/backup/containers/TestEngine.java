package dev.holdfast.backup.containers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real engine with containers for one test, seen through the {@code docker} command; closing it removes them. */
final class TestEngine implements AutoCloseable {

    static final String IMAGE = "holdfast/busybox:local";

    private static final String POSTGRES = "holdfast/postgres:local";

    /** Where bin/engines has Podman listen. */
    private static final String PODMAN = "unix:///run/holdfast-engines/podman.sock";

    /** A service that ends when it is told to. */
    private static final String SERVICE = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

    private static final int SECONDS = 60;

    private final String host;
    private final boolean podman;
    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private final Set<String> made = new LinkedHashSet<>();

    private TestEngine(String host, boolean podman) {
        this.host = host;
        this.podman = podman;
    }

    /** {@return Docker; the test that asks is skipped where there is none, and fails where CI=true} */
    static TestEngine docker() {
        String host = System.getenv("DOCKER_HOST");
        return require(new TestEngine(host == null ? "unix:///var/run/docker.sock" : host, false));
    }

    /** {@return Docker, as {@link #docker()} gives it, on the first of the JDKs alone: for what does not depend on the JDK, and takes its time} */
    static TestEngine dockerOnce() {
        requireFirstJdk();
        return docker();
    }

    /** The test that asks is skipped on the second JDK. */
    static void requireFirstJdk() {
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
    }

    /**
     * {@return Podman; the test that asks is skipped where there is none, and fails where CI=true} Asked for once, on the first of the JDKs: what it
     * does otherwise than Docker does not depend on the JDK.
     */
    static TestEngine podman() {
        requireFirstJdk();
        return require(new TestEngine(PODMAN, true));
    }

    /** {@return an engine of the test's own} */
    static TestEngine at(String host) {
        return new TestEngine(host, false);
    }

    private static TestEngine require(TestEngine engine) {
        if (engine.tryDocker("image", "inspect", IMAGE).exitCode() != 0) {
            String reason = "no engine at " + engine.host + " has the image " + IMAGE
                    + ": bin/engines start makes what is needed";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(reason + ", and CI=true lets no test be skipped for that");
            }
            Assumptions.abort(reason);
        }
        return engine;
    }

    String host() {
        return host;
    }

    boolean isPodman() {
        return podman;
    }

    /** {@return a hook on this engine} */
    DockerHook hook(String name) {
        return (podman ? DockerHook.podman(name) : DockerHook.named(name)).host(host);
    }

    /** {@return a name that no other test uses} */
    String name(String base) {
        return "holdfast-" + mark + "-" + base;
    }

    /** Starts a service; returns its name. */
    String service(String base, String... flags) {
        return start(base, SERVICE, flags);
    }

    /** Starts a container with a script; returns its name. */
    String start(String base, String script, String... flags) {
        return make("run", base, script, flags);
    }

    /** Makes a container that does not run. */
    String create(String base, String... flags) {
        return make("create", base, SERVICE, flags);
    }

    private String make(String verb, String base, String script, String... flags) {
        List<String> given = new ArrayList<>(Arrays.asList(flags));
        if (!given.contains("--network")) {
            given.addAll(List.of("--network", "none"));
        }
        return make(verb, base, given, List.of(IMAGE, "sh", "-c", script));
    }

    /** Starts a server of PostgreSQL that listens on a port of this machine; returns its name. */
    String postgres(String base, String password) {
        List<String> flags = List.of("--publish", "127.0.0.1::5432", "--env", "POSTGRES_PASSWORD=" + password);
        return make("run", base, flags, List.of(POSTGRES, "postgres", "-c", "fsync=off"));
    }

    private String make(String verb, String base, List<String> flags, List<String> program) {
        String name = name(base);
        made.add(name);
        List<String> command = new ArrayList<>(List.of(verb));
        if (verb.equals("run")) {
            command.add("--detach");
        }
        command.addAll(List.of("--name", name));
        command.addAll(flags);
        command.addAll(program);
        docker(command.toArray(new String[0]));
        return name;
    }

    /** Whoever was made by somebody else under this name is removed too. */
    void adopt(String name) {
        made.add(name);
    }

    String state(String container) {
        return docker("inspect", "--format", "{{.State.Status}}", container);
    }

    boolean runs(String container) {
        return state(container).equals("running");
    }

    String startedAt(String container) {
        return docker("inspect", "--format", "{{.State.StartedAt}}", container);
    }

    String id(String container) {
        return docker("inspect", "--format", "{{.Id}}", container);
    }

    /** {@return the states of containers, by their names} */
    Map<String, String> states(String... containers) {
        Map<String, String> states = new TreeMap<>();
        for (String container : containers) {
            states.put(container, state(container));
        }
        return states;
    }

    /** Runs a script in a container. */
    String inside(String container, String script) {
        return docker("exec", container, "sh", "-c", script);
    }

    void remove(String container) {
        docker("rm", "--force", "--volumes", container);
    }

    /** {@return what the command says, without the line's end; it has to succeed} */
    String docker(String... arguments) {
        Result result = tryDocker(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError("docker " + String.join(" ", arguments) + ": " + result.output());
        }
        return result.output().strip();
    }

    /** What the command said, and its exit code. */
    record Result(int exitCode, String output) {}

    Result tryDocker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "--host", host));
        command.addAll(Arrays.asList(arguments));
        return run(command);
    }

    static Result run(List<String> command) {
        try {
            Path output = Files.createTempFile("holdfast-docker", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end");
                }
                return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        // Podman removes none whose network others have, and the command removes several at once.
        List<String> lastFirst = new ArrayList<>(made);
        Collections.reverse(lastFirst);
        lastFirst.forEach(container -> tryDocker("rm", "--force", "--volumes", container));
    }
}
