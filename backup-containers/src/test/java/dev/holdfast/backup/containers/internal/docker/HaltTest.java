package dev.holdfast.backup.containers.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HaltTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static Halt halt(int stopSeconds) {
        ContainerView container = new ContainerView(
                "id",
                "shop-worker-2",
                Map.of(Selector.PROJECT, "shop", Selector.SERVICE, "worker", Selector.NUMBER, "2"),
                "running",
                true,
                false,
                "2026-02-01T00:00:00.123456789Z",
                0,
                "",
                "healthy",
                10,
                false,
                "default");
        return Halt.of(
                new Endpoint("tcp://host:1", Path.of("/tls")),
                container,
                "compose:shop",
                List.of("id", "other"),
                Act.STOP,
                stopSeconds,
                NOW);
    }

    @Test
    void what_is_written_down_is_read_back_whole() {
        assertThat(Halt.from(halt(3).data())).isEqualTo(halt(3));
        assertThat(Halt.from(halt(3).data()).endpoint()).isEqualTo(new Endpoint("tcp://host:1", Path.of("/tls")));
    }

    @Test
    void a_stop_may_be_under_way_until_its_time_and_a_little_more_is_over() {
        assertThat(halt(20).left(NOW)).isEqualTo(Duration.ofSeconds(25));
        assertThat(halt(20).left(NOW.plusSeconds(24))).isEqualTo(Duration.ofSeconds(1));
        assertThat(halt(20).left(NOW.plusSeconds(26))).isZero();
    }

    @Test
    void a_clock_that_was_set_back_keeps_nobody_waiting_for_longer_than_a_stop_takes() {
        assertThat(halt(20).left(NOW.minus(Duration.ofDays(300)))).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void an_instant_that_cannot_be_read_stands_for_a_whole_stop() {
        Map<String, String> data = new HashMap<>(halt(2).data());
        data.put("until", "soon");
        assertThat(Halt.from(data).left(NOW)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_stop_covers_a_pause_and_not_the_other_way_round() {
        assertThat(Act.STOP.covers(Act.PAUSE)).isTrue();
        assertThat(Act.PAUSE.covers(Act.STOP)).isFalse();
        assertThat(Act.PAUSE.covers(Act.PAUSE)).isTrue();
    }
}
