package dev.holdfast.backup.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.StalePlanException;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    private static final Failure FAILURE = Failure.of("HF-RUN-999", "no matter what");

    @Test
    void every_family_of_errors_has_its_number() {
        Map<Function<Failure, BackupException>, Integer> numbers = new LinkedHashMap<>();
        numbers.put(ConfigurationException::new, 2);
        numbers.put(TargetException::new, 4);
        numbers.put(StoreException::new, 5);
        numbers.put(IntegrityException::new, 6);
        numbers.put(LeaseException::new, 7);
        numbers.put(StalePlanException::new, 8);
        numbers.put(HookException::new, 9);
        numbers.put(RefusedException::new, 10);
        numbers.put(CancelledException::new, 130);
        numbers.forEach((family, number) -> {
            BackupException error = family.apply(FAILURE);
            assertThat(ExitCode.of(error).number()).as(error.toString()).isEqualTo(number);
        });
        assertThat(numbers).hasSize(BackupException.class.getPermittedSubclasses().length);
    }

    @Test
    void what_nobody_foresaw_is_1_and_an_interrupt_is_a_cancel() {
        assertThat(ExitCode.of(new IllegalStateException()).number()).isEqualTo(1);
        assertThat(ExitCode.of(new InterruptedException()).number()).isEqualTo(130);
    }

    @Test
    void states_of_runs_have_their_numbers() {
        assertThat(ExitCode.of(RunState.SUCCEEDED, null).number()).isZero();
        assertThat(ExitCode.of(RunState.DEGRADED, null).number()).isEqualTo(3);
        assertThat(ExitCode.of(RunState.CANCELLED, new CancelledException(FAILURE))
                        .number())
                .isEqualTo(130);
        assertThat(ExitCode.of(RunState.FAILED, new StoreException(FAILURE)).number())
                .isEqualTo(5);
        assertThat(ExitCode.of(RunState.FAILED, null).number()).isEqualTo(1);
    }

    @Test
    void of_several_results_the_gravest_counts_and_of_failures_the_first() {
        assertThat(ExitCode.DONE.and(ExitCode.DEGRADED)).isEqualTo(ExitCode.DEGRADED);
        assertThat(ExitCode.DEGRADED.and(ExitCode.DONE)).isEqualTo(ExitCode.DEGRADED);
        assertThat(ExitCode.STORE.and(ExitCode.TARGET)).isEqualTo(ExitCode.STORE);
        assertThat(ExitCode.DEGRADED.and(ExitCode.TARGET)).isEqualTo(ExitCode.TARGET);
        assertThat(ExitCode.TARGET.and(ExitCode.CANCELLED)).isEqualTo(ExitCode.CANCELLED);
    }
}
