package dev.holdfast.backup.containers.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpProbeTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestRunContext context = new TestRunContext();

    /** A server that answers everybody with one text, as often as it is asked. */
    private static ServerSocket answering(String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        try (Socket socket = server.accept()) {
                            socket.getInputStream().read(new byte[8192]);
                            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                            socket.getOutputStream().flush();
                            if (answer.isEmpty()) {
                                socket.getInputStream().read();
                            }
                        } catch (IOException e) {
                            if (server.isClosed()) {
                                return;
                            }
                        }
                    }
                },
                "holdfast-test-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static String url(ServerSocket server) {
        return "http://127.0.0.1:" + server.getLocalPort() + "/health";
    }

    @ParameterizedTest
    @CsvSource({
        "200 OK, 0, ",
        "204 No Content, 0, ",
        "302 Found, 0, it answers 302",
        "503 Service Unavailable, 0, it answers 503",
        "503 Service Unavailable, 503, ",
        "200 OK, 204, it answers 200"
    })
    void the_status_of_the_answer_tells(String line, int status, String expected) throws Exception {
        try (ServerSocket server =
                answering("HTTP/1.1 " + line + "\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\n\r\n")) {
            assertThat(HttpProbe.of(url(server), status).ask(LONG, context.cancellation()))
                    .isEqualTo(Optional.ofNullable(expected));
        }
    }

    @Test
    void nobody_at_the_address_is_no_success() throws Exception {
        String url;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = url(server);
        }
        assertThat(HttpProbe.of(url, 0).ask(LONG, context.cancellation()))
                .hasValueSatisfying(why -> assertThat(why).contains("refused"));
    }

    @Test
    void a_server_that_never_answers_is_asked_no_longer_than_the_limit() throws Exception {
        try (ServerSocket server = answering("")) {
            assertThat(HttpProbe.of(url(server), 0).ask(Duration.ofMillis(300), context.cancellation()))
                    .isPresent();
        }
    }

    @Test
    void a_cancel_ends_the_wait() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread cancel = new Thread(
                    () -> {
                        try (Socket socket = server.accept()) {
                            assertThat(socket.getInputStream().read()).isPositive();
                            context.cancel();
                            // Until the other side is gone.
                            while (socket.getInputStream().read() >= 0) {}
                        } catch (IOException e) {
                            context.cancel();
                        }
                    },
                    "holdfast-test-cancel");
            cancel.start();
            // Its own limit is beyond that of the test.
            assertThat(HttpProbe.of(url(server), 0).ask(Duration.ofHours(1), context.cancellation()))
                    .isPresent();
            cancel.join(30_000);
            assertThat(cancel.isAlive()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://host/, 0",
        "host:80, 0",
        "http:///health, 0",
        "http://user:sesame@host/, 0",
        "http://a b/, 0",
        "http://host/, 99"
    })
    void a_text_that_is_no_address_is_refused(String url, int status) {
        ConfigurationException failure =
                catchThrowableOfType(ConfigurationException.class, () -> HttpProbe.of(url, status));
        assertThat(failure.code()).isEqualTo("HF-CTR-025");
        assertThat(failure.getMessage() + failure.failure()).doesNotContain("sesame");
    }
}
