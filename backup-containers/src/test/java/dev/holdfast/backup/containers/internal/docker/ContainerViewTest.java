package dev.holdfast.backup.containers.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ContainerViewTest {

    private static ContainerView read(String json) {
        return ContainerView.of(Json.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_an_engine_leaves_out_or_writes_as_null_is_not_there() {
        ContainerView view = read(
                "{\"Id\":\"x\",\"Name\":\"/a\",\"State\":{\"Running\":true,\"Health\":null},\"Config\":{\"Labels\":null}}");
        assertThat(view.name()).isEqualTo("a");
        assertThat(view.isWorking()).isTrue();
        assertThat(view.labels()).isEmpty();
        assertThat(view.hasHealth()).isFalse();
        assertThat(view.stopSeconds()).isEqualTo(10);
        assertThat(view.sharesNetworkOf()).isEmpty();
    }

    @Test
    void a_paused_container_has_processes_whatever_the_engine_calls_it() {
        ContainerView docker = read("{\"State\":{\"Status\":\"paused\",\"Running\":true,\"Paused\":true}}");
        ContainerView podman = read("{\"State\":{\"Status\":\"paused\",\"Running\":false,\"Paused\":true}}");
        for (ContainerView view : new ContainerView[] {docker, podman}) {
            assertThat(view.isRunning()).isTrue();
            assertThat(view.isPaused()).isTrue();
            assertThat(view.isWorking()).isFalse();
        }
    }

    @Test
    void a_container_of_a_swarm_is_known_by_its_labels() {
        assertThat(read("{\"Config\":{\"Labels\":{\"com.docker.swarm.task.id\":\"t\"}}}")
                        .isOfSwarm())
                .isTrue();
        assertThat(read("{\"Config\":{\"Labels\":{\"app\":\"t\"}}}").isOfSwarm())
                .isFalse();
    }
}
