package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract class as a third party's build would, and tells what happened to each rule. */
final class ContractRun {

    private final Class<?> contract;
    private final Map<String, TestExecutionResult> results = new LinkedHashMap<>();

    private ContractRun(Class<?> contract) {
        this.contract = contract;
    }

    static ContractRun of(Class<?> contract) {
        ContractRun run = new ContractRun(contract);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
                identifier
                        .getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> ((MethodSource) source).getMethodName())
                        .ifPresent(method -> run.results.put(method, result));
            }
        });
        assertThat(run.results).as("tests of " + contract).isNotEmpty();
        return run;
    }

    /** The rule of a test method: STORE_03_… is STORE-03; a test without a rule is itself. */
    static String rule(String method) {
        String[] parts = method.split("_", 3);
        return parts.length > 1 && parts[1].matches("\\d\\d") ? parts[0] + "-" + parts[1] : method;
    }

    List<String> failed() {
        return rules(TestExecutionResult.Status.FAILED);
    }

    List<String> skipped() {
        return rules(TestExecutionResult.Status.ABORTED);
    }

    private List<String> rules(TestExecutionResult.Status status) {
        TreeSet<String> rules = new TreeSet<>();
        results.forEach((method, result) -> {
            if (result.getStatus() == status) {
                rules.add(rule(method));
            }
        });
        return new ArrayList<>(rules);
    }

    /** The implementation keeps all rules; those that are skipped are exactly these. */
    void assertKeepsAllBut(String... skipped) {
        assertThat(messages()).as("failures of %s", contract.getSimpleName()).isEmpty();
        assertThat(skipped())
                .as("rules that %s skips", contract.getSimpleName())
                .containsExactlyInAnyOrder(skipped);
    }

    /** The contract finds that exactly this rule is broken, and says so in words. */
    void assertBreaksOnly(String rule) {
        assertBreaks(rule, List.of());
    }

    /** The contract finds that this rule is broken, and finds no others but those that follow from it. */
    void assertBreaks(String rule, List<String> following) {
        List<String> broken = new ArrayList<>(failed());
        broken.removeAll(following);
        assertThat(broken)
                .as("rules that %s breaks: %s", contract.getSimpleName(), messages())
                .containsExactly(rule);
        results.forEach((method, result) -> result.getThrowable().ifPresent(thrown -> {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                assertThat(thrown).as("what %s throws", method).isInstanceOf(AssertionError.class);
                assertThat(thrown.getMessage())
                        .as("the message of %s", method)
                        .startsWith(rule(method) + " is broken: ")
                        .doesNotContain("NullPointerException")
                        .hasSizeGreaterThan(rule.length() + 30);
            }
        }));
    }

    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        results.forEach((method, result) -> {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                messages.add(method + ": "
                        + result.getThrowable().map(Throwable::toString).orElse("?"));
            }
        });
        return messages;
    }
}
