package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Docker Engine of the test's own, to be stopped, killed, or made the manager of a swarm. */
final class OwnEngine implements AutoCloseable {

    /** In a network of its own: an engine without a bridge removes that of the other engine. Its address for itself is there when it begins. */
    private static final String IN_ITS_OWN_NETWORK = "busybox ip link set lo up; exec \"$@\"";

    private final Path directory;
    private final TestEngine engine;
    private Process daemon;

    private OwnEngine(Path directory) throws Exception {
        this.directory = directory;
        this.engine = TestEngine.at("unix://" + directory.resolve("s"));
        this.daemon = begin();
    }

    /** Starts one that has the image; the test that asks is skipped where that cannot be, and fails where CI=true and there is no engine. */
    static OwnEngine start() throws Exception {
        TestEngine common = TestEngine.dockerOnce();
        if (!System.getProperty("user.name").equals("root")
                || TestEngine.run(List.of("dockerd", "--version")).exitCode() != 0) {
            Assumptions.abort("only root can start an engine of its own, where one is installed");
        }
        // Sockets have short names.
        OwnEngine own = new OwnEngine(Files.createTempDirectory(Path.of("/tmp"), "hf-engine"));
        try {
            own.await();
            Path image = own.directory.resolve("image.tar");
            common.docker("save", "--output", image.toString(), TestEngine.IMAGE);
            own.engine.docker("load", "--input", image.toString());
            return own;
        } catch (Exception | AssertionError e) {
            own.close();
            throw e;
        }
    }

    private Process begin() throws Exception {
        // What dockerd had started is killed with it; where nobody waits for such a one, its number still looks alive.
        Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
        return new ProcessBuilder(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        IN_ITS_OWN_NETWORK,
                        "sh",
                        "dockerd",
                        "--host",
                        engine.host(),
                        "--data-root",
                        directory.resolve("data").toString(),
                        "--exec-root",
                        directory.resolve("exec").toString(),
                        "--pidfile",
                        directory.resolve("pid").toString(),
                        "--bridge",
                        "none",
                        "--iptables=false",
                        "--storage-driver",
                        "vfs")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private void await() throws Exception {
        for (int i = 0; i < 300; i++) {
            if (engine.tryDocker("version").exitCode() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("the engine does not start: " + Files.readString(directory.resolve("log")));
    }

    TestEngine engine() {
        return engine;
    }

    Process daemon() {
        return daemon;
    }

    /** Ends its daemon by a signal, and waits for that. */
    void end(String signal) throws InterruptedException {
        signal(signal);
        assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    void signal(String signal) {
        TestEngine.run(List.of("kill", signal, Long.toString(daemon.pid())));
    }

    /** {@return its answer to a request, as it came} */
    String post(String path, String json) throws IOException {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            String head = "POST " + path + " HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n\r\n";
            Channels.newOutputStream(socket).write(head.getBytes(StandardCharsets.US_ASCII));
            Channels.newOutputStream(socket).write(body);
            return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Starts its daemon again, with all that it had. */
    void startAgain() throws Exception {
        daemon = begin();
        await();
    }

    @Override
    public void close() throws Exception {
        engine.close();
        if (daemon.isAlive()) {
            end("-TERM");
        }
        // The engine mounts its own directory.
        String script = "awk -v d=" + directory
                + "/ 'index($2, d) == 1 { print $2 }' /proc/mounts | xargs -r umount -l; rm -rf " + directory;
        assertThat(TestEngine.run(List.of("sh", "-c", script)).exitCode()).isZero();
    }
}
