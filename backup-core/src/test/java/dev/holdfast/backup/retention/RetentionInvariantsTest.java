package dev.holdfast.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any history and any policy, tried with many of both; the seed is the parameter. */
class RetentionInvariantsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_rules_keep_their_contract(long seed) {
        Random random = new Random(seed);
        RetentionInput input = input(random, NOW);
        RetentionRules rules = rules(random);

        List<Verdict> verdicts = rules.judge(input);
        assertThat(verdicts.stream().map(Verdict::id)).containsExactlyInAnyOrderElementsOf(ids(input.backups()));
        assertThat(rules.judge(input)).isEqualTo(verdicts);

        RetentionInput after = without(input, verdicts);
        assertThat(rules.judge(after)).as("judged again").allMatch(Verdict::keep);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_floor_holds_under_any_policy(long seed) {
        Random random = new Random(seed);
        RetentionInput input = input(random, NOW);
        RetentionFloor floor = new RetentionFloor(1 + random.nextInt(4), 0);
        RetentionPolicy policy = random.nextBoolean() ? rules(random) : arbitrary(seed);

        List<Verdict> verdicts = RetentionGuard.judge(policy, floor, input);
        assertFloorHolds(input, floor, verdicts);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_floor_holds_in_a_clean_up_which_frees_no_more_than_needed(long seed) {
        Random random = new Random(seed);
        RetentionInput input = input(random, NOW);
        RetentionFloor floor = new RetentionFloor(1 + random.nextInt(4), 1 + random.nextInt(3000));

        List<Verdict> verdicts = RetentionGuard.cleanUp(floor, input);
        assertFloorHolds(input, floor, verdicts);

        Set<BackupId> dropped = dropped(verdicts);
        List<RetentionCandidate> gone = input.backups().stream()
                .filter(backup -> dropped.contains(backup.id()))
                .toList();
        long freed = gone.stream().mapToLong(RetentionCandidate::bytes).sum();
        if (!gone.isEmpty()) {
            long newestGone = gone.get(0).bytes();
            assertThat(input.freeBytes().orElseThrow() + freed - newestGone)
                    .isLessThan(floor.minFree() + input.neededBytes().orElse(0));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_clock_that_went_backwards_drops_nothing(long seed) {
        Random random = new Random(seed);
        RetentionInput input = input(random, NOW.minus(Duration.ofDays(2000)));
        assertThat(RetentionGuard.judge(arbitrary(seed), RetentionFloor.DEFAULT, input))
                .allMatch(Verdict::keep);
    }

    @Test
    void a_hundred_thousand_backups_are_judged() {
        List<RetentionCandidate> backups = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            backups.add(candidate(NOW.minus(Duration.ofMinutes(10L * i)), VerificationLevel.STORED, false, 10));
        }
        RetentionInput input = new RetentionInput(backups, NOW, OptionalLong.of(0), OptionalLong.empty());
        RetentionRules rules = Retention.last(3)
                .hourly(24)
                .daily(14)
                .weekly(8)
                .monthly(12)
                .yearly(3)
                .zone(ZoneId.of("Europe/Berlin"));
        long kept = RetentionGuard.judge(rules, rules.floor(), input).stream()
                .filter(Verdict::keep)
                .count();
        assertThat(kept).isBetween(24L, 64L);
    }

    private static void assertFloorHolds(RetentionInput input, RetentionFloor floor, List<Verdict> verdicts) {
        assertThat(verdicts.stream().map(Verdict::id)).containsExactlyElementsOf(ids(input.backups()));
        Set<BackupId> dropped = dropped(verdicts);
        Predicate<RetentionCandidate> good = backup -> backup.verified() != null;
        List<BackupId> newestGood =
                ids(input.backups().stream().filter(good).limit(floor.atLeast()).toList());
        assertThat(newestGood).noneMatch(dropped::contains);
        assertThat(input.backups().stream().filter(RetentionCandidate::pinned))
                .noneMatch(backup -> dropped.contains(backup.id()));
        if (newestGood.size() < floor.atLeast()) {
            assertThat(dropped).isEmpty();
        }
    }

    private static List<BackupId> ids(List<RetentionCandidate> backups) {
        return backups.stream().map(RetentionCandidate::id).toList();
    }

    private static Set<BackupId> dropped(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> !verdict.keep())
                .map(Verdict::id)
                .collect(Collectors.toSet());
    }

    private static RetentionInput without(RetentionInput input, List<Verdict> verdicts) {
        Set<BackupId> dropped = dropped(verdicts);
        return new RetentionInput(
                input.backups().stream()
                        .filter(backup -> !dropped.contains(backup.id()))
                        .toList(),
                input.now(),
                input.freeBytes(),
                input.neededBytes());
    }

    private static RetentionPolicy arbitrary(long seed) {
        return input -> {
            Random random = new Random(seed);
            return input.backups().stream()
                    .filter(backup -> random.nextInt(5) > 0)
                    .map(backup -> new Verdict(backup.id(), random.nextInt(3) == 0, List.of("chance")))
                    .toList();
        };
    }

    private static RetentionRules rules(Random random) {
        RetentionRules rules = Retention.zone(ZoneId.of(random.nextBoolean() ? "Europe/Berlin" : "Pacific/Apia"));
        if (random.nextBoolean()) {
            rules = rules.last(1 + random.nextInt(5));
        }
        for (Period period : Period.values()) {
            if (random.nextInt(3) == 0) {
                rules = rules.newestOf(period, 1 + random.nextInt(5));
            }
        }
        if (random.nextInt(3) == 0) {
            rules = rules.within(Duration.ofHours(1 + random.nextInt(5000)));
        }
        return random.nextInt(3) == 0 ? rules.olderThan(Duration.ofHours(1 + random.nextInt(5000))) : rules;
    }

    private static RetentionInput input(Random random, Instant now) {
        List<RetentionCandidate> backups = new ArrayList<>();
        Instant start = NOW.minusSeconds(random.nextInt(100_000));
        for (int i = random.nextInt(60); i >= 0; i--) {
            VerificationLevel level = random.nextInt(4) == 0 ? null : VerificationLevel.values()[random.nextInt(3)];
            backups.add(candidate(start, level, random.nextInt(10) == 0, random.nextInt(100)));
            start = start.minusSeconds(1 + random.nextInt(random.nextBoolean() ? 7_200 : 2_000_000));
        }
        return new RetentionInput(backups, now, OptionalLong.of(random.nextInt(2000)), OptionalLong.empty());
    }

    private static RetentionCandidate candidate(Instant start, VerificationLevel level, boolean pinned, long bytes) {
        return new RetentionCandidate(
                BackupId.at("orders", start), start, RunState.DEGRADED, bytes, pinned, level, Map.of());
    }
}
