package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.engine.HookScenario.Event;
import dev.holdfast.backup.engine.HookScenario.Outcome;
import dev.holdfast.backup.engine.HookScenario.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a service whatever fails, and whenever; the guide shows the table of what was seen here. {@code -Dholdfast.docs.write=true} writes
 * it anew.
 */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class HookTruthTableTest {

    private static final Path GUIDE =
            Path.of("..", "docs", "guides", "hooks.md").toAbsolutePath().normalize();
    private static final String BEGIN = "<!-- made by HookTruthTableTest -->\n";
    private static final String END = "<!-- end -->\n";
    private static final Map<String, String> ROWS = new LinkedHashMap<>();

    @TempDir
    Path directory;

    static Stream<Arguments> cells() {
        return Arrays.stream(Stage.values())
                .flatMap(stage -> Arrays.stream(Event.values())
                        .filter(event -> event != Event.NOTHING)
                        .map(event -> Arguments.of(stage, event)));
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("cells")
    void a_service_that_ran_runs_again_at_the_latest_with_the_next_run(Stage stage, Event event) throws Exception {
        HookScenario.begin(directory);
        List<String> row = new ArrayList<>(List.of(stage.words, event.words));
        boolean runs;
        if (event == Event.KILL) {
            assertThat(child(stage)).isEqualTo(HookScenario.DEAD);
            runs = HookScenario.isRunning(directory);
            row.addAll(List.of("interrupted", "", manifests() == 0 ? "none" : "listed"));
            assertThat(runs).as("nobody was left to start it").isFalse();
        } else {
            Outcome outcome = new HookScenario(directory, stage, event).run("2026-11-20T02:15:00Z");
            runs = outcome.running();
            assertThat(outcome.listed()).as("the catalog shows what is there").isEqualTo(manifests());
            if (stage != Stage.UNDO) {
                assertThat(runs).as("the service behind the run").isTrue();
                assertThat(outcome.state().isUsable()).isFalse();
                assertThat(outcome.listed()).isZero();
            }
            row.addAll(List.of(
                    outcome.state().name().toLowerCase(Locale.ROOT),
                    outcome.code().isEmpty() ? "" : "`" + outcome.code() + "`",
                    outcome.listed() == 0 ? "none" : "listed"));
        }
        int before = manifests();
        Outcome next = new HookScenario(directory, stage, Event.NOTHING).run("2026-11-21T02:15:00Z");
        assertThat(next.state()).as("the next run").isEqualTo(RunState.SUCCEEDED);
        assertThat(next.running()).as("the service behind the next run").isTrue();
        assertThat(manifests()).isEqualTo(before + 1);
        assertThat(journals()).isEmpty();
        row.add(runs ? "runs" : "**stopped**, until the next start");
        ROWS.put(stage + " " + event, "| " + String.join(" | ", row) + " |\n");
    }

    private int child(Stage stage) throws Exception {
        Path out = directory.resolve("child.out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HookScenario.class.getName(),
                        directory.toString(),
                        stage.name(),
                        Event.KILL.name())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private int manifests() throws IOException {
        Path store = directory.resolve("store");
        if (!Files.isDirectory(store)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(store)) {
            return (int) files.filter(file -> file.endsWith("manifest.json")).count();
        }
    }

    private List<Path> journals() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("state/runs"))) {
            return files.toList();
        }
    }

    @Order(2)
    @Test
    void the_guide_shows_what_was_seen() throws IOException {
        Assumptions.assumeTrue(ROWS.size() == cells().count(), "not all cells were tried");
        StringBuilder table = new StringBuilder(
                "| during | what happens | the run | its error | its backup | the service behind it |\n"
                        + "| --- | --- | --- | --- | --- | --- |\n");
        ROWS.values().forEach(table::append);
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf(BEGIN) + BEGIN.length();
        String right = guide.substring(0, begin) + "\n" + table + "\n" + guide.substring(guide.indexOf(END));
        if (Boolean.getBoolean("holdfast.docs.write")) {
            Files.writeString(GUIDE, right);
        }
        assertThat(GUIDE)
                .as("written anew by mvn -pl backup-core -am test -Dtest=HookTruthTableTest "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.docs.write=true")
                .hasContent(right);
    }
}
