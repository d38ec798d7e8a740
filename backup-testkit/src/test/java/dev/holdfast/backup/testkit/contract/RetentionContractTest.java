package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The retention contract passes a good policy and finds each broken rule. */
class RetentionContractTest {

    @Test
    void keeping_the_last_three_keeps_all_rules() {
        ContractRun.of(LastThree.class).assertKeepsAllBut();
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        return Contracts.findBroken(Map.of(
                "RETENTION-01", TwoVerdicts.class,
                "RETENTION-02", NoWords.class,
                "RETENTION-03", Counts.class,
                "RETENTION-04", JudgesNothing.class,
                "RETENTION-06", DropsTheOldest.class));
    }

    @Test
    void a_policy_that_sorts_its_input_is_found() {
        // The other rules cannot be proven for a history that is not judged.
        ContractRun.of(SortsTheInput.class)
                .assertBreaks("RETENTION-05", List.of("RETENTION-01", "RETENTION-02", "RETENTION-03", "RETENTION-06"));
    }

    private static List<Verdict> lastThree(RetentionInput input, String reason) {
        List<Verdict> verdicts = new ArrayList<>();
        for (RetentionCandidate backup : input.backups()) {
            boolean keep = verdicts.size() < 3;
            verdicts.add(new Verdict(backup.id(), keep, List.of(keep ? reason : "older than the last 3")));
        }
        return verdicts;
    }

    static class LastThree extends RetentionContract {
        @Override
        protected RetentionPolicy policy() {
            return input -> lastThree(input, "last 3");
        }
    }

    static class TwoVerdicts extends RetentionContract {
        @Override
        protected RetentionPolicy policy() {
            return input -> {
                List<Verdict> verdicts = new ArrayList<>(lastThree(input, "last 3"));
                if (!verdicts.isEmpty()) {
                    verdicts.add(new Verdict(verdicts.get(0).id(), true, List.of("newest")));
                }
                return verdicts;
            };
        }
    }

    static class NoWords extends RetentionContract {
        @Override
        protected RetentionPolicy policy() {
            return input -> lastThree(input, " ");
        }
    }

    static class Counts extends RetentionContract {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        protected RetentionPolicy policy() {
            return input -> lastThree(input, "judged the " + count.incrementAndGet() + ". time");
        }
    }

    static class JudgesNothing extends RetentionContract {
        @Override
        protected RetentionPolicy policy() {
            return input -> input.backups().isEmpty()
                    ? List.of(new Verdict(BackupId.named("orders", "none"), true, List.of("there is none")))
                    : lastThree(input, "last 3");
        }
    }

    static class SortsTheInput extends RetentionContract {
        @Override
        protected RetentionPolicy policy() {
            return input -> {
                if (input.backups().size() == 2
                        && input.backups()
                                .get(0)
                                .startedAt()
                                .equals(input.backups().get(1).startedAt())) {
                    input.backups().sort(Comparator.comparing(RetentionCandidate::bytes));
                }
                return lastThree(input, "last 3");
            };
        }
    }

    static class DropsTheOldest extends RetentionContract {
        @Override
        protected RetentionPolicy policy() {
            return input -> {
                List<Verdict> verdicts = new ArrayList<>();
                int left = input.backups().size();
                for (RetentionCandidate backup : input.backups()) {
                    left--;
                    verdicts.add(new Verdict(backup.id(), left > 0, List.of(left > 0 ? "not oldest" : "oldest")));
                }
                return verdicts;
            };
        }
    }
}
