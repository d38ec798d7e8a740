package dev.holdfast.backup.testkit.contract;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@link RetentionPolicy} as tests, tried with some hundred histories. Extend it and implement {@link #policy()}. */
@SuppressWarnings("MemberName")
public abstract class RetentionContract extends Contract {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final int SEEDS = 150;

    /** For subclasses. */
    protected RetentionContract() {}

    /**
     * Makes the policy under test.
     *
     * @return a policy
     * @throws Exception if it cannot be made
     */
    protected abstract RetentionPolicy policy() throws Exception;

    private static RetentionCandidate candidate(int number, Instant start, Random random) {
        VerificationLevel[] levels = VerificationLevel.values();
        @Nullable VerificationLevel verified = random.nextInt(4) == 0 ? null : levels[random.nextInt(levels.length)];
        return new RetentionCandidate(
                BackupId.named("orders", "n" + number),
                start,
                random.nextInt(8) == 0 ? RunState.DEGRADED : RunState.SUCCEEDED,
                random.nextInt(1_000_000_000),
                random.nextInt(12) == 0,
                verified,
                random.nextInt(5) == 0 ? Map.of("release", "r" + number) : Map.of());
    }

    private static RetentionInput input(List<Instant> starts, long seed) {
        Random random = new Random(seed);
        List<RetentionCandidate> backups = new ArrayList<>();
        for (Instant start : starts) {
            backups.add(candidate(backups.size(), start, random));
        }
        backups.sort(Comparator.comparing(RetentionCandidate::startedAt).reversed());
        OptionalLong free = random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextLong(1L << 33));
        OptionalLong needed =
                random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextLong(1L << 32));
        return new RetentionInput(backups, NOW, free, needed);
    }

    /** The histories that every rule is tried with, by a description. */
    private static Map<String, RetentionInput> histories() {
        Map<String, RetentionInput> histories = new LinkedHashMap<>();
        histories.put("one backup", input(List.of(NOW.minusSeconds(60)), 1));
        histories.put("one backup of the future", input(List.of(NOW.plus(Duration.ofDays(3))), 2));
        histories.put("two backups of one instant", input(List.of(NOW.minusSeconds(5), NOW.minusSeconds(5)), 3));
        List<Instant> daily = new ArrayList<>();
        for (int day = 0; day < 800; day++) {
            daily.add(NOW.minus(Duration.ofDays(day)));
        }
        histories.put("a backup a day for 800 days", input(daily, 4));
        List<Instant> quarterly = new ArrayList<>();
        for (int quarter = 0; quarter < 400; quarter++) {
            quarterly.add(NOW.minus(Duration.ofMinutes(15L * quarter)));
        }
        histories.put("a backup every quarter of an hour", input(quarterly, 5));
        histories.put(
                "backups long ago only",
                input(List.of(NOW.minus(Duration.ofDays(5000)), NOW.minus(Duration.ofDays(9000))), 6));
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Instant> starts = new ArrayList<>();
            int spread = 1 + random.nextInt(1500);
            for (int i = random.nextInt(60); i >= 0; i--) {
                starts.add(NOW.plus(Duration.ofDays(2)).minus(Duration.ofMinutes(random.nextInt(spread * 1440))));
            }
            histories.put("the random history of seed " + seed, input(starts, seed));
        }
        return histories;
    }

    private interface HistoryProof {
        void of(String history, RetentionInput input, RetentionPolicy policy) throws Exception;
    }

    private void proveForAll(String rule, HistoryProof proof) {
        prove(rule, () -> {
            RetentionPolicy policy = policy();
            for (Map.Entry<String, RetentionInput> history : histories().entrySet()) {
                proof.of(history.getKey(), history.getValue(), policy);
            }
        });
    }

    /** RETENTION-01. If it fails: does a backup that two rules keep get two verdicts? Join their reasons. */
    @Test
    @DisplayName(
            "RETENTION-01 there is at most one verdict per backup, and none for a backup that was not in the input")
    public void RETENTION_01_at_most_one_verdict_per_backup() {
        proveForAll("RETENTION-01", (history, input, policy) -> {
            List<BackupId> judged =
                    policy.judge(input).stream().map(Verdict::id).toList();
            assertThat(judged).as("backups with a verdict, in %s", history).doesNotHaveDuplicates();
            assertThat(input.backups().stream().map(RetentionCandidate::id).toList())
                    .as("backups of %s, among which those with a verdict must be", history)
                    .containsAll(judged);
        });
    }

    /** RETENTION-02. If it fails: say in a few words which rule keeps the backup, or that none does. */
    @Test
    @DisplayName("RETENTION-02 every verdict has at least one reason")
    public void RETENTION_02_every_verdict_has_a_reason() {
        proveForAll("RETENTION-02", (history, input, policy) -> {
            for (Verdict verdict : policy.judge(input)) {
                assertThat(verdict.reasons())
                        .as("reasons for %s in %s", verdict.id(), history)
                        .isNotEmpty();
                assertThat(verdict.reasons())
                        .as("reasons for %s in %s, in words", verdict.id(), history)
                        .noneMatch(String::isBlank);
            }
        });
    }

    /** RETENTION-03. If it fails: what else than the input does the policy look at? A clock, a counter, the order of a set? */
    @Test
    @DisplayName("RETENTION-03 the same input gives the same verdicts")
    public void RETENTION_03_the_same_input_gives_the_same_verdicts() {
        proveForAll("RETENTION-03", (history, input, policy) -> {
            List<Verdict> first = policy.judge(input);
            assertThat(policy.judge(input))
                    .as("verdicts on %s, asked again", history)
                    .isEqualTo(first);
            assertThat(policy().judge(input))
                    .as("verdicts of another policy on %s", history)
                    .isEqualTo(first);
        });
    }

    /** RETENTION-04. If it fails: is there a first or last backup that need not exist? */
    @Test
    @DisplayName("RETENTION-04 no backups give no verdicts")
    public void RETENTION_04_no_backups_give_no_verdicts() {
        prove("RETENTION-04", () -> {
            assertThat(policy().judge(new RetentionInput(List.of(), NOW, OptionalLong.empty(), OptionalLong.empty())))
                    .as("verdicts on no backups")
                    .isEmpty();
            assertThat(policy().judge(new RetentionInput(List.of(), NOW, OptionalLong.of(0), OptionalLong.of(1))))
                    .as("verdicts on no backups in a full store")
                    .isEmpty();
        });
    }

    /** RETENTION-05. If it fails: copy a list before you sort it; a backup of the future, or of the same instant as another, is valid. */
    @Test
    @DisplayName("RETENTION-05 the input is not changed; no exception for any valid input")
    public void RETENTION_05_no_exception_for_any_valid_input() {
        proveForAll("RETENTION-05", (history, input, policy) -> {
            List<RetentionCandidate> before = new ArrayList<>(input.backups());
            try {
                policy.judge(input);
            } catch (RuntimeException e) {
                throw new AssertionError("judging " + history + " throws " + e, e);
            }
            assertThat(input.backups())
                    .as("the backups of %s after they were judged", history)
                    .isEqualTo(before);
        });
    }

    /** RETENTION-06. If it fails: does the policy count positions among all backups, kept or not? Then each pass moves the others up. */
    @Test
    @DisplayName("RETENTION-06 applying the verdicts and judging again drops nothing more at the same instant")
    public void RETENTION_06_judging_again_drops_nothing_more() {
        proveForAll("RETENTION-06", (history, input, policy) -> {
            Set<BackupId> dropped = dropped(policy.judge(input));
            List<RetentionCandidate> left = new ArrayList<>();
            long freed = 0;
            for (RetentionCandidate backup : input.backups()) {
                if (dropped.contains(backup.id())) {
                    freed += backup.bytes();
                } else {
                    left.add(backup);
                }
            }
            OptionalLong free = input.freeBytes().isPresent()
                    ? OptionalLong.of(input.freeBytes().getAsLong() + freed)
                    : OptionalLong.empty();
            Set<BackupId> more =
                    dropped(policy.judge(new RetentionInput(left, input.now(), free, input.neededBytes())));
            assertThat(more).as("what a second pass drops in %s", history).isEmpty();
        });
    }

    private static Set<BackupId> dropped(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> !verdict.keep())
                .map(Verdict::id)
                .collect(Collectors.toSet());
    }
}
