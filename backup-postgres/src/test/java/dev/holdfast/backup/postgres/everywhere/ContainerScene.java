package dev.holdfast.backup.postgres.everywhere;

import com.github.dockerjava.api.DockerClient;
import dev.holdfast.backup.postgres.LocalPostgres;
import dev.holdfast.backup.postgres.PostgresTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container, with the tools that are installed here or with its own. */
public final class ContainerScene extends Scene {

    private static final int STOP_SECONDS = 3;

    private final PostgreSQLContainer container;
    private final int port;
    private final boolean toolsInside;

    private ContainerScene(boolean toolsInside) {
        this.toolsInside = toolsInside;
        this.port = freePort();
        this.container = new PostgreSQLContainer(Engine.postgres())
                .withUsername(SUPERUSER)
                .withPassword(PASSWORD)
                .withDatabaseName("postgres");
        // One that the engine chooses changes with every start.
        container.setPortBindings(List.of("127.0.0.1:" + port + ":5432"));
        container.start();
    }

    static ContainerScene withToolsHere() {
        return new ContainerScene(false);
    }

    public static ContainerScene withToolsInside() {
        return new ContainerScene(true);
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Its id, by which the docker command knows it. */
    public String id() {
        return container.getContainerId();
    }

    /** Kills the clients here that wait for a tool in the container. */
    void killClients() {
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(id()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    PostgresTarget withTools(PostgresTarget target) {
        return target.client(
                toolsInside ? "docker:" + id() : LocalPostgres.installed().toString());
    }

    @Override
    void stop() {
        docker().stopContainerCmd(id()).withTimeout(STOP_SECONDS).exec();
    }

    @Override
    void start() {
        docker().startContainerCmd(id()).exec();
        awaitServer();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    @Override
    public List<String> toolsAtWork() {
        if (!toolsInside) {
            return InstalledScene.here(port);
        }
        List<String> tools = new ArrayList<>(run("""
                        for p in /proc/[0-9]*; do
                          words=$({ tr '\\0' ' ' <"$p/cmdline"; } 2>/dev/null)
                          case $words in pg_dump*|pg_restore*|psql*) echo "$words" ;; esac
                        done""").lines().toList());
        if (!tools.isEmpty()) {
            tools.addAll(executions());
        }
        return tools;
    }

    /** What the engine tells everybody of what runs in the container. */
    private List<String> executions() {
        List<String> known = docker().inspectContainerCmd(id()).exec().getExecIds();
        return known == null
                ? List.of()
                : known.stream()
                        .map(execution -> String.valueOf(
                                docker().inspectExecCmd(execution).exec().getProcessConfig()))
                        .toList();
    }

    @Override
    public List<String> leftovers() {
        List<String> found = new ArrayList<>(run("ls -d /tmp/holdfast* /dev/shm/holdfast* 2>/dev/null || true")
                .lines()
                .toList());
        // The server is the first process of its container: it takes a killed orphan for a crash of its own, and
        // restarts.
        container
                .getLogs()
                .lines()
                .filter(line -> line.contains("terminated by signal"))
                .forEach(found::add);
        return found;
    }

    /** Runs a script in the container. */
    String run(String script) {
        try {
            return container.execInContainer("sh", "-c", script).getStdout();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    String codeOfStopInDump() {
        return toolsInside ? "HF-PG-027" : "HF-PG-054";
    }

    @Override
    String codeOfStopInRestore() {
        return toolsInside ? "HF-PG-027" : "HF-PG-117";
    }

    @Override
    public void close() {
        container.close();
    }
}
