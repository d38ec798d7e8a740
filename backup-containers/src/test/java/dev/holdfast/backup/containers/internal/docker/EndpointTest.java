package dev.holdfast.backup.containers.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    private static final Path TLS = Path.of("/etc/docker-tls");

    private static Endpoint choose(EndpointChoice choice, Map<String, String> environment) {
        return choice.choose(environment::get);
    }

    private static EndpointChoice choice(EngineKind kind, @Nullable String host, boolean fromEnvironment) {
        return new EndpointChoice(kind, host, null, fromEnvironment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/var/run/docker.sock",
                "unix://docker.sock",
                "ssh://host",
                "http://host:2375",
                "tcp://",
                "tcp://a b"
            })
    void a_text_that_names_no_endpoint_is_refused(String text) {
        assertThatThrownBy(() -> new Endpoint(text, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("cannot reach an engine at " + text)
                .extracting(e -> ((ConfigurationException) e).code())
                .isEqualTo("HF-CTR-021");
    }

    @Test
    void a_socket_has_no_tls() {
        assertThatThrownBy(() -> new Endpoint("unix:///run/docker.sock", TLS))
                .hasMessageEndingWith("a socket has no TLS");
    }

    @Test
    void an_address_without_a_port_has_the_usual_one() {
        assertThat(new Endpoint("tcp://host", null).uri()).hasToString("tcp://host:2375");
        assertThat(new Endpoint("tcp://host", TLS).uri()).hasToString("tcp://host:2376");
        assertThat(new Endpoint("tcp://[::1]:99", null).uri()).hasToString("tcp://[::1]:99");
    }

    @Test
    void the_path_of_a_socket_may_have_spaces() {
        assertThat(new Endpoint("unix:///run/my engine/s", null).uri().getPath())
                .isEqualTo("/run/my engine/s");
    }

    @Test
    void each_engine_has_a_place_of_its_own_where_nothing_is_said() {
        Map<String, String> environment = Map.of("DOCKER_HOST", "tcp://other:2375", "XDG_RUNTIME_DIR", "/run/user/7");
        assertThat(choose(choice(EngineKind.DOCKER, null, false), environment))
                .isEqualTo(new Endpoint("unix:///var/run/docker.sock", null));
        assertThat(choose(choice(EngineKind.PODMAN, null, false), environment))
                .isEqualTo(new Endpoint("unix:///run/podman/podman.sock", null));
    }

    @Test
    void the_environment_is_asked_only_where_it_may_be_and_the_setting_comes_first() {
        Map<String, String> environment = Map.of("DOCKER_HOST", "tcp://other:2375");
        assertThat(choose(choice(EngineKind.DOCKER, null, true), environment).host())
                .isEqualTo("tcp://other:2375");
        assertThat(choose(choice(EngineKind.DOCKER, "tcp://mine:1", true), environment)
                        .host())
                .isEqualTo("tcp://mine:1");
        assertThat(choose(choice(EngineKind.DOCKER, null, true), Map.of("DOCKER_HOST", " "))
                        .host())
                .isEqualTo("unix:///var/run/docker.sock");
    }

    @Test
    void podman_prefers_its_own_variable() {
        Map<String, String> environment = Map.of("DOCKER_HOST", "tcp://a:1", "CONTAINER_HOST", "unix:///b");
        assertThat(choose(choice(EngineKind.PODMAN, null, true), environment).host())
                .isEqualTo("unix:///b");
    }

    @Test
    void the_environment_says_where_the_certificates_are() {
        assertThat(choose(
                                choice(EngineKind.DOCKER, null, true),
                                Map.of("DOCKER_HOST", "tcp://a:1", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/c"))
                        .tls())
                .isEqualTo(Path.of("/c"));
        assertThat(choose(
                                choice(EngineKind.DOCKER, null, true),
                                Map.of("DOCKER_HOST", "tcp://a:1", "DOCKER_CERT_PATH", "/c"))
                        .tls())
                .isNull();
    }

    @Test
    void a_users_own_engine_is_found_where_its_socket_is(@TempDir Path directory) throws IOException {
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
        EndpointChoice choice = choice(EngineKind.PODMAN, null, true);
        assertThat(choose(choice, environment).host()).isEqualTo(EngineKind.PODMAN.socket());
        Path socket = Files.createDirectory(directory.resolve("podman")).resolve("podman.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertThat(choose(choice, environment).host()).isEqualTo("unix://" + socket);
        }
    }
}
