package dev.holdfast.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as a service manager has it: a process that is started, sent signals and killed. */
class ServeIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path installed;

    @TempDir
    Path directory;

    private static InstalledCommand holdfast;

    private final List<Process> started = new ArrayList<>();
    private Path block;

    @BeforeAll
    static void unpack() throws Exception {
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
        holdfast = InstalledCommand.unpack(installed);
    }

    /** A job whose hook holds it up for as long as there is a file {@code block}. */
    @BeforeEach
    void files() throws IOException {
        block = directory.resolve("block");
        Files.createDirectories(directory.resolve("uploads"));
        Files.writeString(directory.resolve("uploads/a.txt"), "alpha\n");
        configure("");
    }

    private void configure(String more) throws IOException {
        Files.writeString(directory.resolve("holdfast.yaml"), """
                state: ./state
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: [./uploads] }
                jobs:
                  nightly:
                    targets: [uploads]
                    hooks:
                      - { type: command, name: wait, before: ["sh", "-c", "while [ -e %s ]; do sleep 0.1; done"], timeout: 5m }
                """.formatted(block) + more);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Served serve(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("serve", "--no-http"));
        words.addAll(List.of(options));
        Served service = Served.start(
                holdfast.in(directory, words.toArray(String[]::new)),
                directory.resolve("serve-" + started.size() + ".log"));
        started.add(service.process());
        return service;
    }

    private Result run(String... arguments) throws Exception {
        Result result = InstalledCommand.run(holdfast.in(directory, arguments));
        assertThat(result.code()).as("%s: %s", List.of(arguments), result).isZero();
        return result;
    }

    private List<JsonNode> json(String... arguments) throws Exception {
        return JSON.readTree(run(arguments).out()).valueStream().toList();
    }

    /** As if nobody had been there since: what a machine finds that was switched off for so long. */
    private void nobodyWasThereFor(Duration time) throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/history.db"));
                Statement statement = database.createStatement()) {
            int rows = statement.executeUpdate("UPDATE holdfast_schedule SET accounted_until = accounted_until - "
                    + TimeUnit.NANOSECONDS.toMicros(time.toNanos()));
            assertThat(rows).isPositive();
        }
    }

    @Test
    void a_service_that_is_killed_in_a_run_keeps_its_state_and_makes_the_missed_run_once() throws Exception {
        run("schedule", "add", "nightly", "--every", "1h");
        nobodyWasThereFor(Duration.ofHours(3));
        Files.createFile(block);
        Served first = serve();
        first.awaits("backup of nightly begins: catch-up, due ");
        first.kill("KILL");
        assertThat(first.ends()).isNotZero();
        Files.delete(block);

        Served second = serve();
        second.awaits("was interrupted");
        second.awaits("backup of nightly succeeded");
        second.awaits("nightly +active +runtime +every 1h UTC");
        second.kill("TERM");
        assertThat(second.ends()).isZero();
        assertThat(second.log()).contains("told to end: ").contains("info: ended");

        assertThat(json("list", "--json")).hasSize(1);
        List<JsonNode> runs = json("history", "--kind", "backup", "--json");
        assertThat(outcomes(runs)).filteredOn("succeeded"::equals).hasSize(1);
        assertThat(outcomes(runs)).filteredOn("interrupted"::equals).hasSize(1);
        assertThat(outcomes(runs)).filteredOn("skipped"::equals).hasSizeBetween(2, 3);
        // The one that is made is the latest that was due, and the interrupted one was the same.
        assertThat(dueOf(runs, "succeeded")).isEqualTo(dueOf(runs, "interrupted"));
        assertThat(runs.stream()
                        .filter(run -> run.get("outcome").asString().equals("skipped"))
                        .map(ServeIT::due))
                .doesNotHaveDuplicates()
                .allMatch(due -> due.isBefore(dueOf(runs, "succeeded")));
    }

    private static List<String> outcomes(List<JsonNode> runs) {
        return runs.stream().map(run -> run.get("outcome").asString()).toList();
    }

    private static Instant due(JsonNode run) {
        return Instant.parse(run.get("cause").get("dueAt").asString());
    }

    private static Instant dueOf(List<JsonNode> runs, String outcome) {
        return runs.stream()
                .filter(run -> run.get("outcome").asString().equals(outcome))
                .map(ServeIT::due)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_run_that_goes_on_when_the_service_is_told_to_end_comes_to_its_end() throws Exception {
        run("schedule", "add", "nightly", "--every", "1h");
        nobodyWasThereFor(Duration.ofHours(2));
        Files.createFile(block);
        Served service = serve("--grace", "1m");
        service.awaits("backup of nightly begins");
        service.kill("TERM");
        service.awaits("told to end: waits up to 1:00 min for 1 run");
        Files.delete(block);
        assertThat(service.ends()).isZero();
        assertThat(service.log()).contains("backup of nightly succeeded").doesNotContain("cancelled");
        assertThat(json("list", "--json")).hasSize(1);
    }

    @Test
    void a_run_is_cancelled_when_the_service_is_told_twice_and_is_made_at_the_next_start() throws Exception {
        run("schedule", "add", "nightly", "--every", "1h");
        nobodyWasThereFor(Duration.ofHours(2));
        Files.createFile(block);
        Served service = serve("--grace", "1h");
        service.awaits("backup of nightly begins");
        service.kill("TERM");
        service.awaits("told to end: waits up to");
        service.kill("INT");
        assertThat(service.ends()).isZero();
        assertThat(service.log()).contains("backup of nightly cancelled").contains("1 run cancelled");
        assertThat(json("list", "--json")).isEmpty();
        Files.delete(block);

        Served next = serve();
        next.awaits("backup of nightly succeeded");
        next.kill("TERM");
        assertThat(next.ends()).isZero();
        assertThat(json("list", "--json")).hasSize(1);
    }

    @Test
    void a_configuration_is_read_again_when_asked_and_one_that_is_wrong_leaves_the_old_one_in_force() throws Exception {
        Served service = serve();
        service.awaits("there are no schedules yet");

        configure("  weekly: { targets: [uploads], schedule: { weekly: \"03:00\", days: [sonday] } }\n");
        service.kill("HUP");
        service.awaits("the configuration is not taken; the old one stays in force");
        assertThat(service.log()).contains("holdfast.yaml:11:").contains("HF-SCH-004");

        configure("  weekly: { targets: [uploads], schedule: { weekly: \"03:00\", days: [sun] } }\n");
        service.kill("HUP");
        service.awaits("new job weekly");
        service.awaits("new schedule of weekly: weekly 03:00 sun UTC, active, next ");
        assertThat(json("schedule", "list", "--json"))
                .singleElement()
                .satisfies(schedule ->
                        assertThat(schedule.get("origin").asString()).isEqualTo("file"));

        run("schedule", "pause", "weekly");
        service.kill("TERM");
        assertThat(service.ends()).isZero();
        Served next = serve();
        next.awaits("weekly +paused +file");
        next.kill("TERM");
        assertThat(next.ends()).isZero();
    }
}
