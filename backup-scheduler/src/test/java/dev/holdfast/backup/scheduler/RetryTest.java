package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StalePlanException;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetryTest {

    private static final BackupException PASSING =
            new TargetException(Failure.of("X-T-001", "away").retry(RetryStatus.LATER));

    static Stream<Arguments> families() {
        return Stream.of(
                family(true, TargetException::new),
                family(true, StoreException::new),
                family(true, HookException::new),
                family(true, LeaseException::new),
                family(false, ConfigurationException::new),
                family(false, IntegrityException::new),
                family(false, RefusedException::new),
                family(false, StalePlanException::new),
                family(false, CancelledException::new));
    }

    private static Arguments family(boolean tried, Function<Failure, BackupException> making) {
        return Arguments.of(
                making.apply(Failure.of("X-Y-001", "failed")).getClass().getSimpleName(), tried, making);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("families")
    void only_what_may_pass_by_itself_is_tried_again(
            String name, boolean tried, Function<Failure, BackupException> making) {
        Retry retry = new Retry(3, Duration.ofMinutes(5));
        Failure failure = Failure.of("X-Y-001", "failed");

        assertThat(retry.after(1, making.apply(failure.retry(RetryStatus.LATER)))
                        .isPresent())
                .isEqualTo(tried);
        assertThat(retry.after(1, making.apply(failure.retry(RetryStatus.NEVER))))
                .isEmpty();
        assertThat(retry.after(1, making.apply(failure.retry(RetryStatus.EXHAUSTED))))
                .isEmpty();
    }

    @Test
    void each_wait_is_twice_as_long_up_to_an_hour() {
        Retry retry = new Retry(7, Duration.ofMinutes(5));

        List<Optional<Duration>> waits = IntStream.rangeClosed(1, 8)
                .mapToObj(attempt -> retry.after(attempt, PASSING))
                .toList();

        assertThat(waits)
                .containsExactly(
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of(Duration.ofMinutes(10)),
                        Optional.of(Duration.ofMinutes(20)),
                        Optional.of(Duration.ofMinutes(40)),
                        Optional.of(Duration.ofHours(1)),
                        Optional.of(Duration.ofHours(1)),
                        Optional.of(Duration.ofHours(1)),
                        Optional.empty());
    }

    @Test
    void a_delay_of_more_than_an_hour_stays_as_it_is() {
        Retry retry = new Retry(2, Duration.ofHours(3));

        assertThat(retry.after(1, PASSING)).contains(Duration.ofHours(3));
        assertThat(retry.after(2, PASSING)).contains(Duration.ofHours(3));
    }

    @Test
    void nothing_is_tried_again_unless_somebody_asks_for_it() {
        assertThat(Retry.NEVER.after(1, PASSING)).isEmpty();
    }

    @Test
    void both_have_bounds() {
        for (Runnable making : List.<Runnable>of(
                () -> new Retry(-1, Duration.ofMinutes(5)),
                () -> new Retry(21, Duration.ofMinutes(5)),
                () -> new Retry(3, Duration.ZERO),
                () -> new Retry(3, Duration.ofHours(25)))) {
            assertThatThrownBy(making::run)
                    .isInstanceOf(ConfigurationException.class)
                    .satisfies(
                            e -> assertThat(((ConfigurationException) e).code()).isEqualTo("HF-SCH-009"));
        }
    }
}
