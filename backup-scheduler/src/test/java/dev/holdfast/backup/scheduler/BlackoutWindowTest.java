package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlackoutWindowTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mon-fri 08:00-18:00       | mon,tue,wed,thu,fri 08:00-18:00
            Saturday,SUN 00:00-24:00  | sat,sun 00:00-24:00
            22:00 - 06:00             | 22:00-06:00
            fri-mon 20:00-23:30       | mon,fri,sat,sun 20:00-23:30
            mon,mon 01:00-02:00       | mon 01:00-02:00
            mon-sun 01:00-02:00       | 01:00-02:00
            """)
    void texts_are_read_and_written(String text, String written) {
        BlackoutWindow window = BlackoutWindow.parse(text);

        assertThat(window).hasToString(written);
        assertThat(BlackoutWindow.parse(written)).isEqualTo(window);
    }

    @Test
    void midnight_is_the_end_of_a_day() {
        assertThat(BlackoutWindow.parse("sat 00:00-24:00"))
                .isEqualTo(new BlackoutWindow(List.of(DayOfWeek.SATURDAY), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT));
    }

    @Test
    void a_window_holds_both_passes_of_an_hour_that_comes_twice() {
        Schedule schedule = Schedule.daily("12:00").in("Europe/Berlin").except(BlackoutWindow.parse("02:00-03:00"));

        assertThat(schedule.freeAt(Instant.parse("2026-10-25T00:00:00Z")))
                .isEqualTo(Instant.parse("2026-10-25T02:00:00Z"));
        assertThat(schedule.freeAt(Instant.parse("2026-10-25T01:30:00Z")))
                .isEqualTo(Instant.parse("2026-10-25T02:00:00Z"));
        assertThat(schedule.freeAt(Instant.parse("2026-10-24T23:59:59Z")))
                .isEqualTo(Instant.parse("2026-10-24T23:59:59Z"));
    }

    @Test
    void a_window_within_a_gap_holds_nothing() {
        Schedule schedule = Schedule.daily("12:00").in("Europe/Berlin").except(BlackoutWindow.parse("02:15-02:45"));
        Instant behindTheGap = Instant.parse("2026-03-29T01:00:00Z");

        assertThat(schedule.freeAt(behindTheGap)).isEqualTo(behindTheGap);
    }
}
