package dev.holdfast.backup.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.ServicePause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PauseLogTest {

    private final AtomicLong seconds = new AtomicLong();
    private final PauseLog log =
            new PauseLog(() -> Duration.ofSeconds(seconds.get()).toNanos());

    private static ServicePause pause(String resource, long length) {
        return new ServicePause("stop", resource, Duration.ofSeconds(length));
    }

    @Test
    void each_resource_has_its_own_pause_and_the_total_counts_no_second_twice() {
        log.begin(0, "stop", "a");
        seconds.set(2);
        log.begin(1, "stop", "b");
        seconds.set(5);
        assertThat(log.end(1)).contains(pause("b", 3));
        seconds.set(6);
        assertThat(log.end(0)).contains(pause("a", 6));
        assertThat(log.all()).containsExactly(pause("b", 3), pause("a", 6));
        assertThat(log.total()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void time_between_two_pauses_is_none() {
        log.begin(0, "stop", "a");
        seconds.set(2);
        log.end(0);
        seconds.set(10);
        log.begin(1, "stop", "a");
        seconds.set(11);
        log.end(1);
        assertThat(log.total()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void what_is_still_held_counts_until_now_and_what_ended_ends_once() {
        log.begin(0, "stop", "a");
        seconds.set(4);
        assertThat(log.all()).containsExactly(pause("a", 4));
        assertThat(log.total()).isEqualTo(Duration.ofSeconds(4));
        assertThat(log.end(0)).isPresent();
        assertThat(log.end(0)).isEmpty();
        assertThat(log.end(7)).isEmpty();
    }
}
