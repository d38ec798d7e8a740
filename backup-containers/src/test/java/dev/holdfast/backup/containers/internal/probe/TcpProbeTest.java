package dev.holdfast.backup.containers.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpProbeTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestRunContext context = new TestRunContext();

    private static TcpProbe at(ServerSocket server) {
        return TcpProbe.of("127.0.0.1:" + server.getLocalPort());
    }

    @Test
    void a_connection_that_is_kept_is_success() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(at(server).ask(LONG, context.cancellation())).isEmpty();
        }
    }

    @Test
    void a_connection_that_is_closed_at_once_is_none() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread close = new Thread(
                    () -> {
                        try {
                            server.accept().close();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    "holdfast-test-close");
            close.start();
            assertThat(at(server).ask(LONG, context.cancellation())).contains("the connection is closed at once");
            close.join();
        }
    }

    @Test
    void nobody_at_the_address_is_no_success() throws Exception {
        TcpProbe probe;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            probe = at(server);
        }
        assertThat(probe.ask(LONG, context.cancellation()))
                .hasValueSatisfying(why -> assertThat(why).contains("refused"));
    }

    @Test
    void addresses_are_read_and_shown_as_people_write_them() {
        assertThat(TcpProbe.of("[::1]:5432").address()).isEqualTo("[::1]:5432");
        assertThat(TcpProbe.of("db.example.org:5432")).isEqualTo(new TcpProbe("db.example.org", 5432));
    }

    @ParameterizedTest
    @ValueSource(strings = {"db", "db:", ":80", "db:0", "db:65536", "http://db:80", "::1:80"})
    void a_text_that_is_no_address_is_refused(String text) {
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> TcpProbe.of(text))
                        .code())
                .isEqualTo("HF-CTR-025");
    }
}
