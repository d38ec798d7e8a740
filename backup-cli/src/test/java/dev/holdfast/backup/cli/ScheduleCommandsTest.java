package dev.holdfast.backup.cli;

import static dev.holdfast.backup.cli.CommandFixture.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ScheduleCommandsTest {

    @TempDir
    Path directory;

    private CommandFixture holdfast;

    @BeforeEach
    void configure() throws IOException {
        holdfast = CommandFixture.withFiles(directory);
        holdfast.clock(Clock.fixed(Instant.parse("2026-03-27T12:00:00Z"), ZoneOffset.UTC));
        holdfast.configure("""
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: ./uploads }
                maintenance:
                  expire: { weekly: "04:30", days: [sun] }
                jobs:
                  nightly:
                    targets: [uploads]
                    schedule: { daily: "02:30", zone: Europe/Berlin, jitter: 5m }
                  never:
                    targets: [uploads]
                    schedule: { cron: "0 0 30 2 *" }
                  off:
                    targets: [uploads]
                    schedule: { every: 6h, enabled: false }
                  by-hand:
                    targets: [uploads]
                """);
    }

    @Test
    void the_next_runs_of_a_job_are_those_that_the_clock_of_its_zone_shows() {
        List<String> lines = holdfast.run("schedule", "next", "nightly", "--count", "2")
                .expect(0)
                .out()
                .lines()
                .toList();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("JOB +DUE +ZONE +UTC +BEGINS");
        assertThat(lines.get(1))
                .startsWith(
                        "nightly  Sat 2026-03-28 02:30 +01:00  Europe/Berlin  2026-03-28T01:30:00Z  Sat 2026-03-28 02:3");
        // That night the clock is set from 02:00 to 03:00.
        assertThat(lines.get(2))
                .startsWith(
                        "nightly  Sun 2026-03-29 03:00 +02:00  Europe/Berlin  2026-03-29T01:00:00Z  Sun 2026-03-29 03:0");
        assertThat(lines.get(0).indexOf("BEGINS"))
                .isEqualTo(lines.get(1).lastIndexOf("Sat"))
                .isEqualTo(lines.get(2).lastIndexOf("Sun"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-10-24", "2026-10-24T00:00:00Z", "2026-10-24T02:00:00+02:00"})
    void the_next_runs_begin_where_one_asks_for(String from) {
        JsonNode instants = holdfast.run("schedule", "next", "nightly", "--from", from, "--count", "2", "--json")
                .expect(0)
                .json();

        // On the 25th the clock shows 02:30 twice.
        assertThat(instants.valueStream().map(JsonNode::asString))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z");
    }

    @Test
    void all_schedules_are_shown_by_their_names_with_warnings_beside_the_document() {
        Result result =
                holdfast.run("schedule", "next", "--count", "1", "--json").expect(0);

        JsonNode all = result.json();
        assertThat(names(all)).containsExactly("nightly", "never", "off", "maintenance.expire");
        assertThat(all.get("never").size()).isZero();
        assertThat(all.get("off").get(0).asString()).isEqualTo("2026-03-27T18:00:00Z");
        assertThat(all.get("maintenance.expire").get(0).asString()).isEqualTo("2026-03-29T04:30:00Z");
        assertThat(result.err())
                .contains("warning: never: the schedule never fires (HF-SCH-008).")
                .contains("note: the schedule of off is switched off");
    }

    @Test
    void five_runs_of_each_are_shown_unless_asked_otherwise() {
        assertThat(holdfast.run("schedule", "next").expect(0).out().lines().filter(line -> line.startsWith("nightly ")))
                .hasSize(5);
    }

    @Test
    void stores_and_targets_need_not_be_there() throws IOException {
        holdfast.configure(holdfast.read("holdfast.yaml").replace("./backups", "/proc/no/such/place"));

        holdfast.run("schedule", "next").expect(0);
    }

    @Test
    void a_configuration_without_schedules_has_none_to_show() throws IOException {
        holdfast.configure("""
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: ./uploads }
                """);

        assertThat(holdfast.run("schedule", "next").expect(0).out()).isEqualTo("there are no schedules\n");
        assertThat(holdfast.run("schedule", "next", "--json").expect(0).json().size())
                .isZero();
    }

    @Test
    void what_is_asked_for_wrongly_is_told() {
        assertThat(holdfast.run("schedule", "next", "by-hand").expect(2).err()).contains("HF-SCH-014");
        assertThat(holdfast.run("schedule", "next", "nigtly").expect(2).err())
                .contains("HF-SCH-014")
                .contains("Did you mean \"nightly\"?");
        assertThat(holdfast.run("schedule", "next", "--from", "yesterday")
                        .expect(2)
                        .err())
                .contains("HF-CMD-001")
                .contains("yesterday");
        assertThat(holdfast.run("schedule", "next", "--count", "0").expect(2).err())
                .contains("HF-CMD-001");
        assertThat(holdfast.run("schedule").expect(2).err())
                .contains("schedule needs a command: list, add, update, remove, pause, resume, next, status");
        assertThat(holdfast.run("schedule", "nex").expect(2).err())
                .contains("there is no command \"schedule nex\"")
                .contains("Did you mean \"next\"?");
        assertThat(holdfast.run("schedule", "next", "--form", "x").expect(2).err())
                .contains("Did you mean \"--from\"?");
        assertThat(holdfast.run("schedule", "next", "nightly", "twice")
                        .expect(2)
                        .err())
                .contains("unexpected argument \"twice\"");
    }

    @Test
    void options_of_all_commands_hold_for_commands_of_commands() throws IOException {
        Files.move(holdfast.path("holdfast.yaml"), holdfast.path("other.yaml"));

        holdfast.run("schedule", "next").expect(2);
        holdfast.run("-c", "other.yaml", "schedule", "next").expect(0);
        holdfast.run("schedule", "next", "-c", "other.yaml").expect(0);
        assertThat(holdfast.run("schedule", "next", "--help").expect(0).out())
                .contains("Usage: holdfast schedule next")
                .contains("--count=N")
                .contains("--json")
                .contains("Examples:");
    }

    @Test
    void check_tells_when_a_run_is_due_and_warns_of_one_that_never_is() {
        Result result = holdfast.run("check").expect(0);

        assertThat(result.out())
                .containsPattern("schedule nightly +good +Sat 2026-03-28 02:30 \\+01:00 Europe/Berlin\n")
                .containsPattern("schedule never +warning +never\n")
                .containsPattern("schedule off +good +switched off\n")
                .containsPattern("maintenance.expire +good +Sun 2026-03-29 04:30 \\+00:00 UTC\n")
                .contains("HF-SCH-008")
                .doesNotContain("schedule by-hand");
    }

    @Test
    void check_tells_of_the_schedules_of_the_jobs_that_are_named() {
        JsonNode findings =
                holdfast.run("check", "nightly", "--json").expect(0).json().get("findings");
        List<JsonNode> schedules =
                findings.valueStream().filter(finding -> finding.has("next")).toList();

        assertThat(schedules).singleElement().satisfies(finding -> {
            assertThat(names(finding)).containsExactly("object", "ok", "problems", "enabled", "zone", "next");
            assertThat(finding.get("object").asString()).isEqualTo("schedule nightly");
            assertThat(finding.get("zone").asString()).isEqualTo("Europe/Berlin");
            assertThat(finding.get("next").asString()).isEqualTo("2026-03-28T01:30:00Z");
        });
    }

    @Test
    void a_fault_of_a_schedule_is_told_at_its_place() throws IOException {
        holdfast.configure(holdfast.read("holdfast.yaml").replace("Europe/Berlin", "Europe/Brlin"));

        assertThat(holdfast.run("list").expect(2).err())
                .contains("holdfast.yaml:10:39: jobs.nightly.schedule: unknown time zone \"Europe/Brlin\"")
                .contains("HF-SCH-001");
    }
}
