package dev.holdfast.backup.scheduler.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.scheduler.internal.run.VerifyShare.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyShareTest {

    private static final Instant START = Instant.parse("2026-01-01T03:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private static Candidate candidate(String id, long bytes, int daysAgo) {
        return new Candidate(id, bytes, START.minus(Duration.ofDays(daysAgo)));
    }

    private static List<String> chosen(List<Candidate> candidates, Duration period) {
        return VerifyShare.choose(candidates, MONTH, START, START.plus(period)).stream()
                .map(Candidate::id)
                .toList();
    }

    @Test
    void a_run_reads_its_share_of_the_bytes_the_longest_ago_first() {
        List<Candidate> candidates = List.of(
                candidate("a", 100, 3),
                candidate("b", 100, 9),
                candidate("c", 100, 6),
                candidate("d", 600, 1),
                candidate("e", 100, 2));

        assertThat(chosen(candidates, Duration.ofDays(6))).as("a fifth of 1000").containsExactly("b", "c");
    }

    @Test
    void what_would_wait_for_too_long_is_read_beyond_the_share() {
        List<Candidate> candidates =
                List.of(candidate("a", 10, 29), candidate("b", 10, 30), candidate("c", 10, 40), candidate("d", 10, 1));

        assertThat(chosen(candidates, Duration.ofDays(2))).containsExactly("c", "b", "a");
    }

    @Test
    void without_backups_there_is_nothing_to_read() {
        assertThat(chosen(List.of(), DAY)).isEmpty();
    }

    @Test
    void a_run_less_often_than_once_in_the_time_reads_all() {
        assertThat(chosen(List.of(candidate("a", 1, 0), candidate("b", 1, 0)), Duration.ofDays(90)))
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void over_a_year_nothing_stays_unread_for_longer_than_asked_and_no_day_reads_all(long seed) {
        Random random = new Random(seed);
        Map<String, Candidate> stored = new LinkedHashMap<>();
        double most = 0;
        for (int day = 0; day < 365; day++) {
            Instant now = START.plus(Duration.ofDays(day));
            int made = random.nextInt(4);
            for (int i = 0; i < made; i++) {
                String id = day + "-" + i;
                stored.put(id, new Candidate(id, 1 + random.nextInt(1_000_000), now));
            }
            // The oldest go, as retention would have it.
            List<Candidate> all = new ArrayList<>(stored.values());
            if (all.size() > 200) {
                all.stream()
                        .min(Comparator.comparingInt(
                                c -> Integer.parseInt(c.id().split("-")[0])))
                        .ifPresent(oldest -> stored.remove(oldest.id()));
            }
            List<Candidate> before = List.copyOf(stored.values());
            List<Candidate> read = VerifyShare.choose(before, MONTH, now, now.plus(DAY));
            read.forEach(c -> stored.put(c.id(), new Candidate(c.id(), c.bytes(), now)));
            for (Candidate c : stored.values()) {
                assertThat(Duration.between(c.since(), now))
                        .as("seed %d, day %d, backup %s", seed, day, c.id())
                        .isLessThanOrEqualTo(MONTH);
            }
            if (day > 60) {
                double bytes = before.stream().mapToDouble(Candidate::bytes).sum();
                most = Math.max(
                        most, read.stream().mapToDouble(Candidate::bytes).sum() / bytes);
            }
        }
        assertThat(most).as("seed %d: the largest part that one day read", seed).isLessThan(0.1);
    }
}
