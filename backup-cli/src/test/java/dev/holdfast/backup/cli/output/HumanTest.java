package dev.holdfast.backup.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "9949, 9.9 kB",
        "9950, 10 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "1536000000, 1.5 GB",
        "9223372036854775807, 9.2 EB"
    })
    void bytes_have_two_or_three_digits(long bytes, String text) {
        assertThat(Human.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "59, 59 s",
        "60, 1 min",
        "3599, 59 min",
        "3600, 1 h",
        "172799, 47 h",
        "172800, 2 d",
        "1814399, 20 d",
        "1814400, 3 w",
        "31535999, 52 w",
        "31536000, 1 y",
        "-5, 0 s"
    })
    void an_age_is_told_in_its_largest_unit(long seconds, String text) {
        assertThat(Human.age(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"400, 0.4 s", "12000, 12 s", "185000, 3:05 min", "9000000, 2:30 h"})
    void a_duration_keeps_two_units(long millis, String text) {
        assertThat(Human.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void a_rate_or_share_of_nothing_is_a_dash() {
        assertThat(Human.rate(0, 10)).isEqualTo("-");
        assertThat(Human.rate(10, 0)).isEqualTo("-");
        assertThat(Human.percent(1, 0)).isEqualTo("-");
        assertThat(Human.rate(1_000_000, 500)).isEqualTo("2.0 MB/s");
        assertThat(Human.percent(34, 100)).isEqualTo("34 %");
    }

    @Test
    void counts_have_commas_and_the_right_word() {
        assertThat(Human.count(50123)).isEqualTo("50,123");
        assertThat(Human.count(1, "entry")).isEqualTo("1 entry");
        assertThat(Human.count(1200, "entry")).isEqualTo("1,200 entries");
        assertThat(Human.count(0, "backup")).isEqualTo("0 backups");
    }
}
