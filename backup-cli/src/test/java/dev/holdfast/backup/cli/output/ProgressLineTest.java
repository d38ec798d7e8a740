package dev.holdfast.backup.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.event.PhaseStarted;
import dev.holdfast.backup.event.ProgressMade;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final long SECOND = 1_000_000_000L;
    private static final String CLEAR = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now = 5 * SECOND;

    private ProgressLine line(int columns) {
        return new ProgressLine(err, new Terminal(true, true, true, columns, false), () -> now);
    }

    private static ProgressMade progress(long done, long expected) {
        OptionalLong all = expected < 0 ? OptionalLong.empty() : OptionalLong.of(expected);
        return new ProgressMade("r", Instant.EPOCH, "uploads", "", done, all, done / 1000, OptionalLong.empty());
    }

    private String drawn() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    @Test
    void it_shows_bar_percent_rate_and_time_left() {
        ProgressLine line = line(120);
        line.onEvent(progress(0, 100_000_000));
        drawn();
        now += SECOND;
        line.onEvent(progress(25_000_000, 100_000_000));
        assertThat(drawn())
                .isEqualTo(CLEAR + "uploads  [#######" + ".".repeat(23)
                        + "]  25 %  25 MB of 100 MB  25 MB/s  25,000 entries  3.0 s left");
    }

    @Test
    void without_an_expectation_it_shows_what_is_done() {
        ProgressLine line = line(120);
        line.onEvent(progress(0, -1));
        now += SECOND;
        drawn();
        line.onEvent(progress(2_000_000, -1));
        assertThat(drawn()).isEqualTo(CLEAR + "uploads  2.0 MB  2.0 MB/s  2,000 entries");
    }

    @Test
    void what_the_target_had_the_last_time_stands_for_an_expectation() {
        ProgressLine line = line(120);
        line.estimate("uploads", 4_000_000);
        line.onEvent(progress(0, -1));
        now += SECOND;
        drawn();
        line.onEvent(progress(2_000_000, -1));
        assertThat(drawn()).contains("[###############...............]  50 %  2.0 MB of about 4.0 MB");
        now += SECOND;
        line.onEvent(progress(5_000_000, -1));
        assertThat(drawn()).contains("99 %  5.0 MB of about 5.0 MB").doesNotContain("left");
    }

    @Test
    void a_narrow_terminal_gets_no_bar_and_no_line_that_wraps() {
        ProgressLine line = line(30);
        line.onEvent(progress(50_000_000, 100_000_000));
        assertThat(drawn().substring(CLEAR.length())).hasSizeLessThan(30).startsWith("uploads  50 %");
    }

    @Test
    void what_is_not_done_is_never_shown_as_all() {
        ProgressLine line = line(120);
        line.onEvent(progress(100_000_000, 100_000_000));
        assertThat(drawn()).contains("99 %").doesNotContain("100 %");
    }

    @Test
    void it_does_not_draw_more_often_than_ten_times_a_second() {
        ProgressLine line = line(120);
        line.onEvent(progress(1, 100));
        drawn();
        now += SECOND / 20;
        line.onEvent(progress(2, 100));
        assertThat(drawn()).isEmpty();
        now += SECOND / 20;
        line.onEvent(progress(3, 100));
        assertThat(drawn()).isNotEmpty();
    }

    @Test
    void a_phase_is_told_and_close_takes_the_line_away_for_good() {
        ProgressLine line = line(120);
        line.onEvent(new PhaseStarted("r", Instant.EPOCH, "commit", "uploads"));
        assertThat(drawn()).isEqualTo(CLEAR + "uploads  commit");
        line.close();
        assertThat(drawn()).isEqualTo(CLEAR);
        line.onEvent(progress(1, 100));
        line.close();
        assertThat(drawn()).isEmpty();
    }

    @Test
    void the_rate_is_that_of_the_last_seconds() {
        RateMeter meter = new RateMeter();
        meter.take(0, 0);
        meter.take(SECOND, 100);
        assertThat(meter.bytesPerSecond()).isEqualTo(100);
        for (int i = 2; i < 60; i++) {
            meter.take(i * SECOND, 100);
        }
        assertThat(meter.bytesPerSecond()).isZero();
    }
}
