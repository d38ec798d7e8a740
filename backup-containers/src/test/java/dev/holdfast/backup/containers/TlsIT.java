package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real engine behind a relay that speaks TLS and asks who we are, as an engine at {@code tcp://} does. */
@Timeout(120)
class TlsIT {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    private TestEngine engine;
    private SSLServerSocket server;
    private Path client = Path.of("");
    private final TestRunContext context = new TestRunContext();

    @BeforeEach
    void startTheRelay() throws Exception {
        engine = TestEngine.docker();
        client = Files.createDirectory(directory.resolve("client"));
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "client/ca.pem",
                "-subj",
                "/CN=authority");
        sign("server", "subjectAltName=IP:127.0.0.1");
        sign("client", "extendedKeyUsage=clientAuth");
        Files.copy(directory.resolve("client.pem"), client.resolve("cert.pem"));
        Files.copy(directory.resolve("client.key"), client.resolve("key.pem"));
        openssl(
                "pkcs12",
                "-export",
                "-in",
                "server.pem",
                "-inkey",
                "server.key",
                "-out",
                "server.p12",
                "-passout",
                "pass:" + PASSWORD);
        server = (SSLServerSocket) serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 20, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        server.setNeedClientAuth(true);
        thread(this::accept);
    }

    @AfterEach
    void endTheRelay() throws IOException {
        if (server != null) {
            server.close();
        }
        if (engine != null) {
            engine.close();
        }
        context.close();
    }

    private void sign(String name, String extension) throws IOException {
        Files.writeString(directory.resolve(name + ".ext"), extension);
        openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr",
                "-subj",
                "/CN=" + name);
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "client/ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".pem");
    }

    private void openssl(String... arguments) {
        String command = "cd " + directory + " && openssl " + String.join(" ", arguments);
        TestEngine.Result result = TestEngine.run(List.of("sh", "-c", command));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private SSLContext serverContext() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("server.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        try (InputStream in = Files.newInputStream(client.resolve("ca.pem"))) {
            authorities.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return made;
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) server.accept();
                thread(() -> relay(socket));
            }
        } catch (IOException e) {
            // The end of the test.
            return;
        }
    }

    private void relay(SSLSocket socket) {
        String path = engine.host().substring("unix://".length());
        try (socket;
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            socket.startHandshake();
            InputStream in = socket.getInputStream();
            OutputStream out = Channels.newOutputStream(channel);
            Thread back = thread(() -> {
                try (OutputStream to = socket.getOutputStream()) {
                    copy(channel, to);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                channel.write(java.nio.ByteBuffer.wrap(buffer, 0, count));
            }
            out.flush();
            back.join(Duration.ofSeconds(10).toMillis());
        } catch (IOException e) {
            // Whoever was refused, or was done.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, OutputStream to) throws IOException {
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(8192);
        while (from.read(buffer) >= 0) {
            to.write(buffer.array(), 0, buffer.position());
            to.flush();
            buffer.clear();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "holdfast-test-relay");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((of, thrown) -> {});
        thread.start();
        return thread;
    }

    private DockerHook hook(Path tls) {
        return DockerHook.named("hold")
                .host("tcp://127.0.0.1:" + server.getLocalPort())
                .tlsDirectory(tls);
    }

    private void stopAndStart(Path tls) throws Exception {
        String a = engine.service("a");
        try (LifecycleHook hook = hook(tls).stop(a).open()) {
            hook.enter(context);
            assertThat(engine.runs(a)).isFalse();
            hook.undo(context.undoRecords().get(0), context);
        }
        assertThat(engine.runs(a)).isTrue();
    }

    @Test
    void an_engine_behind_tls_is_used_with_our_certificate() throws Exception {
        stopAndStart(client);
    }

    @Test
    void a_key_as_pkcs_1_serves_too() throws Exception {
        openssl("rsa", "-in", "client.key", "-traditional", "-out", "client/key.pem");
        assertThat(client.resolve("key.pem")).content().contains("BEGIN RSA PRIVATE KEY");
        stopAndStart(client);
    }

    @Test
    void an_engine_whose_authority_is_not_ours_is_not_believed() throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "x.key",
                "-out",
                "client/ca.pem",
                "-subj",
                "/CN=other");
        assertRefused(client);
    }

    @Test
    void an_engine_that_wants_a_certificate_refuses_whoever_has_none() throws Exception {
        Path bare = Files.createDirectory(directory.resolve("bare"));
        Files.copy(client.resolve("ca.pem"), bare.resolve("ca.pem"));
        assertRefused(bare);
    }

    private void assertRefused(Path tls) throws Exception {
        try (LifecycleHook hook = hook(tls).stop("a").open()) {
            assertThatThrownBy(() -> hook.check(context))
                    .isInstanceOf(HookException.class)
                    .extracting(e -> ((HookException) e).code())
                    .isEqualTo("HF-CTR-001");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "cert.pem", "key.pem"})
    void a_file_that_is_missing_is_told_and_no_reason_to_go_without_tls(String file) throws Exception {
        Files.delete(client.resolve(file));
        try (LifecycleHook hook = hook(client).stop("a").open()) {
            assertThatThrownBy(() -> hook.check(context))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(file)
                    .extracting(e -> ((ConfigurationException) e).code())
                    .isEqualTo("HF-CTR-022");
        }
    }
}
