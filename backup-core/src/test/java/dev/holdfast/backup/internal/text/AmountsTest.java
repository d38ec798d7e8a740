package dev.holdfast.backup.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S,0 seconds",
        "PT1S,1 second",
        "PT90S,90 seconds",
        "PT60S,1 minute",
        "PT36H,36 hours",
        "P1D,1 day",
        "P30D,30 days",
        "PT0.25S,PT0.25S"
    })
    void a_duration_is_written_in_the_largest_unit_that_divides_it(Duration duration, String text) {
        assertThat(Amounts.duration(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1 kB",
        "1536,1.5 kB",
        "999960,1 MB",
        "5000000000,5 GB",
        "9223372036854775807,9.2 EB"
    })
    void bytes_are_written_to_a_tenth(long bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }
}
