package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules in the interfaces' documentation and the tests of the contracts are the same. */
class RuleCoverageTest {

    private static final Pattern RULE = Pattern.compile("<li>([A-Z]+-\\d\\d) ");
    private static final List<Class<? extends Contract>> CONTRACTS = List.of(
            TargetContract.class,
            StagedRestoreContract.class,
            ArchiverContract.class,
            StoreContract.class,
            CompressorContract.class,
            RetentionContract.class,
            HookContract.class,
            ProviderContract.class);

    private static Path sources() {
        Path here = Path.of("").toAbsolutePath();
        for (Path directory = here; directory != null; directory = directory.getParent()) {
            Path sources = directory.resolve("backup-api/src/main/java/dev/holdfast/backup/spi");
            if (Files.isDirectory(sources)) {
                return sources;
            }
        }
        throw new AssertionError("no sources of the interfaces beside or above " + here);
    }

    private static Set<String> documentedRules() throws IOException {
        TreeSet<String> rules = new TreeSet<>();
        try (Stream<Path> files = Files.list(sources())) {
            for (Path file : files.toList()) {
                Matcher matcher = RULE.matcher(Files.readString(file));
                while (matcher.find()) {
                    assertThat(rules.add(matcher.group(1)))
                            .as("%s is used once", matcher.group(1))
                            .isTrue();
                }
            }
        }
        return rules;
    }

    private static SortedMap<String, List<Method>> tests() {
        TreeMap<String, List<Method>> tests = new TreeMap<>();
        for (Class<? extends Contract> contract : CONTRACTS) {
            for (Method method : contract.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    tests.computeIfAbsent(ContractRun.rule(method.getName()), rule -> new ArrayList<>())
                            .add(method);
                }
            }
        }
        return tests;
    }

    @Test
    void every_documented_rule_has_a_test_and_every_test_a_documented_rule() throws IOException {
        TreeSet<String> tested = new TreeSet<>(tests().keySet());
        tested.removeIf(rule -> !rule.matches("[A-Z]+-\\d\\d"));
        assertThat(documentedRules()).as("documented rules").hasSizeGreaterThan(60);
        assertThat(tested).as("rules that have a test").isEqualTo(documentedRules());
    }

    @Test
    void every_test_has_a_name_for_people_that_begins_with_its_rule() {
        tests().forEach((rule, methods) -> methods.forEach(method -> {
            DisplayName name = method.getAnnotation(DisplayName.class);
            assertThat(name).as("the display name of %s", method.getName()).isNotNull();
            if (rule.matches("[A-Z]+-\\d\\d")) {
                assertThat(name.value())
                        .as("the display name of %s", method.getName())
                        .startsWith(rule + " ");
            }
        }));
    }

    @Test
    void a_contract_has_one_method_to_implement() {
        for (Class<? extends Contract> contract : CONTRACTS) {
            List<String> methods = Arrays.stream(contract.getDeclaredMethods())
                    .filter(method -> java.lang.reflect.Modifier.isAbstract(method.getModifiers()))
                    .map(Method::getName)
                    .toList();
            assertThat(methods)
                    .as("abstract methods of %s", contract.getSimpleName())
                    .hasSize(1);
        }
    }
}
