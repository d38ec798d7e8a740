package dev.holdfast.backup.testkit.contract;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** A test for each broken implementation. */
final class Contracts {

    private Contracts() {}

    static Stream<DynamicTest> findBroken(Map<String, Class<?>> broken) {
        return broken.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey() + " " + entry.getValue().getSimpleName(),
                        () -> ContractRun.of(entry.getValue()).assertBreaksOnly(entry.getKey())));
    }
}
