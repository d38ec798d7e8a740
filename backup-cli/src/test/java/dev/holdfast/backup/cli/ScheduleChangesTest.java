package dev.holdfast.backup.cli;

import static dev.holdfast.backup.cli.CommandFixture.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.CommandFixture.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Schedules that commands make, change and let rest, with nothing that runs them. */
class ScheduleChangesTest {

    @TempDir
    Path directory;

    private CommandFixture holdfast;

    @BeforeEach
    void configure() throws IOException {
        holdfast = CommandFixture.withFiles(directory);
        holdfast.clock(Clock.fixed(Instant.parse("2026-03-27T12:00:00Z"), ZoneOffset.UTC));
        holdfast.configure("""
                state: ./state
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: ./uploads }
                maintenance:
                  expire: { weekly: "04:30", days: [sun] }
                jobs:
                  nightly: { targets: [uploads] }
                  filed:
                    targets: [uploads]
                    schedule: { daily: "02:30", zone: Europe/Berlin }
                """);
    }

    private JsonNode list() {
        return holdfast.run("schedule", "list", "--json").expect(0).json();
    }

    private JsonNode schedule(String name) {
        return list().valueStream()
                .filter(one -> one.get("schedule").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_schedule_that_is_added_is_told_with_its_next_five_runs_and_that_nobody_runs_it() {
        Result added = holdfast.run("schedule", "add", "nightly", "--daily", "02:30", "--zone", "Europe/Berlin")
                .expect(0);

        assertThat(added.out().lines())
                .startsWith("nightly: daily 02:30 Europe/Berlin")
                .hasSize(8)
                .anyMatch(line -> line.matches("Sun 2026-03-29 03:00 \\+02:00 +Europe/Berlin +2026-03-29T01:00:00Z"));
        assertThat(added.err()).contains("nothing runs schedules now").contains("holdfast serve --no-http");
        JsonNode made = schedule("nightly");
        assertThat(names(made))
                .containsExactly(
                        "schedule",
                        "kind",
                        "job",
                        "origin",
                        "state",
                        "settings",
                        "next",
                        "lastRun",
                        "lastBackup",
                        "createdAt",
                        "changedAt",
                        "changedBy",
                        "node",
                        "problems");
        assertThat(made.get("origin").asString()).isEqualTo("runtime");
        assertThat(made.get("changedBy").asString()).isEqualTo("ada");
        assertThat(made.get("next")).hasSize(5);
        assertThat(made.get("settings").get("daily").get(0).asString()).isEqualTo("02:30");
    }

    @Test
    void what_is_not_given_in_an_update_stays_as_it_is() {
        holdfast.run("schedule", "add", "nightly", "--weekly", "02:30", "--days", "mon,thu", "--jitter", "5m")
                .expect(0);

        assertThat(holdfast.run("schedule", "update", "nightly", "--weekly", "03:30")
                        .expect(0)
                        .out())
                .startsWith("nightly: weekly 03:30 mon, thu UTC\n");
        assertThat(schedule("nightly").get("settings").get("jitter").asString()).isEqualTo("5m");
        // Days go with the kind of schedule they were given for.
        assertThat(holdfast.run("schedule", "update", "nightly", "--every", "6h", "--disabled")
                        .expect(0)
                        .out())
                .isEqualTo("nightly: every 6h UTC, disabled\n");
        assertThat(holdfast.run("schedule", "update", "nightly", "--enabled")
                        .expect(0)
                        .out())
                .startsWith("nightly: every 6h UTC\n\nDUE ");
    }

    @Test
    void a_schedule_that_never_fires_is_taken_and_warned_of() {
        assertThat(holdfast.run("schedule", "add", "nightly", "--cron", "0 0 30 2 *")
                        .expect(0)
                        .out())
                .contains("HF-SCH-008");
        assertThat(holdfast.run("schedule", "list").expect(0).out()).containsPattern("nightly +active .*never");
    }

    @Test
    void schedules_rest_and_go_on_one_by_one_or_all() {
        holdfast.run("schedule", "add", "nightly", "--every", "1h").expect(0);

        assertThat(holdfast.run("schedule", "pause", "nightly").expect(0).out()).isEqualTo("nightly is paused\n");
        assertThat(schedule("nightly").get("state").asString()).isEqualTo("paused");
        assertThat(holdfast.run("schedule", "resume", "nightly").expect(0).out())
                .startsWith("nightly is active\n");
        holdfast.run("schedule", "pause", "--all").expect(0);
        assertThat(schedule("nightly").get("state").asString()).isEqualTo("paused");
        assertThat(holdfast.run("schedule", "status").expect(3).out())
                .containsPattern("paused +all, by ada")
                .containsPattern("schedules +are not run: nothing serves");
        holdfast.run("schedule", "resume", "--all").expect(0);
        assertThat(schedule("nightly").get("state").asString()).isEqualTo("active");
    }

    @Test
    void a_schedule_that_is_removed_is_gone() {
        holdfast.run("schedule", "add", "nightly", "--every", "1h").expect(0);
        holdfast.run("schedule", "remove", "nightly").expect(0);

        assertThat(list().valueStream().map(one -> one.get("schedule").asString()))
                .containsExactly("filed", "maintenance.expire");
        assertThat(holdfast.run("schedule", "remove", "nightly").expect(2).err())
                .contains("HF-SCH-014");
    }

    @Test
    void schedules_of_the_file_are_listed_before_anything_serves_them_and_changed_in_the_file_alone() {
        Result listed = holdfast.run("schedule", "list").expect(0);

        assertThat(listed.out())
                .containsPattern("filed +active +file +daily 02:30 Europe/Berlin +Sat 2026-03-28 02:30");
        assertThat(listed.err()).contains("nothing runs schedules now");
        assertThat(schedule("filed").get("changedAt").isNull()).isTrue();
        assertThat(holdfast.run("schedule", "add", "filed", "--every", "1h")
                        .expect(10)
                        .err())
                .contains("HF-SCH-011");
        assertThat(holdfast.run("schedule", "update", "filed", "--every", "1h")
                        .expect(10)
                        .err())
                .contains("HF-SCH-011");
        assertThat(holdfast.run("schedule", "remove", "filed").expect(10).err()).contains("HF-SCH-011");
        assertThat(holdfast.run("schedule", "remove", "maintenance.expire")
                        .expect(10)
                        .err())
                .contains("HF-SCH-011");
        for (String name : List.of("maintenance.expire", "expire")) {
            assertThat(holdfast.run("schedule", "status", name).expect(0).out())
                    .containsPattern("when +weekly 04:30 sun UTC");
        }
    }

    @Test
    void schedules_of_the_file_rest_before_anything_serves_them() {
        holdfast.run("schedule", "pause", "--all").expect(0);
        assertThat(schedule("filed").get("state").asString()).isEqualTo("paused");
        assertThat(holdfast.run("schedule", "resume", "--all", "--json")
                        .expect(0)
                        .json())
                .hasSize(2);

        assertThat(holdfast.run("schedule", "pause", "filed").expect(0).out()).isEqualTo("filed is paused\n");
        assertThat(schedule("filed").get("state").asString()).isEqualTo("paused");
        assertThat(holdfast.run("schedule", "pause", "expire").expect(0).out())
                .isEqualTo("maintenance.expire is paused\n");
        assertThat(holdfast.run("schedule", "resume", "filed", "--json")
                        .expect(0)
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("active");
    }

    @Test
    void a_schedule_whose_job_was_taken_out_of_the_file_is_told_in_list_and_status() throws IOException {
        holdfast.run("schedule", "add", "nightly", "--every", "1h").expect(0);
        holdfast.configure(holdfast.read("holdfast.yaml").replace("  nightly: { targets: [uploads] }\n", ""));

        assertThat(holdfast.run("schedule", "list").expect(0).out())
                .containsPattern("nightly +orphaned +runtime")
                .contains("HF-SCH-012");
        assertThat(holdfast.run("schedule", "status").expect(3).out()).contains("HF-SCH-012");
        assertThat(holdfast.run("schedule", "status", "nightly").expect(0).out())
                .containsPattern("state +orphaned");
        assertThat(holdfast.run("schedule", "update", "nightly", "--every", "2h")
                        .expect(2)
                        .err())
                .contains("HF-CMD-004");
        holdfast.run("schedule", "remove", "nightly").expect(0);
        assertThat(holdfast.run("schedule", "list").expect(0).out()).doesNotContain("HF-SCH-012");
    }

    @Test
    void the_next_runs_are_those_of_schedules_made_at_run_time_too() {
        holdfast.run("schedule", "add", "nightly", "--every", "1h").expect(0);

        assertThat(holdfast.run("schedule", "next", "nightly", "--count", "2", "--json")
                        .expect(0)
                        .json()
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly("2026-03-27T13:00:00Z", "2026-03-27T14:00:00Z");
        holdfast.run("schedule", "pause", "nightly").expect(0);
        Result all = holdfast.run("schedule", "next", "--json").expect(0);
        assertThat(names(all.json())).containsExactly("filed", "maintenance.expire", "nightly");
        assertThat(all.err()).contains("note: the schedule of nightly is paused, and is not run");
    }

    @Test
    void the_next_runs_of_the_file_are_shown_though_the_database_cannot_be_asked() throws IOException {
        holdfast.write("state/history.db", "this is no database, but somebody's notes, ".repeat(200));

        Result next = holdfast.run("schedule", "next", "--json").expect(0);

        assertThat(names(next.json())).containsExactly("filed", "maintenance.expire");
        assertThat(next.err()).contains("not shown").contains("HF-HIS-006");
    }

    @Test
    void what_is_asked_for_wrongly_is_told() {
        holdfast.run("schedule", "add", "nightly", "--every", "1h").expect(0);

        assertThat(holdfast.run("schedule", "add", "nightly", "--every", "1h")
                        .expect(10)
                        .err())
                .contains("HF-SCH-010");
        assertThat(holdfast.run("schedule", "add", "nigthly", "--every", "1h")
                        .expect(2)
                        .err())
                .contains("HF-CMD-004")
                .contains("Did you mean \"nightly\"?");
        assertThat(holdfast.run("schedule", "add", "nightly", "--every", "1h", "--zone", "Europe/Brlin")
                        .expect(2)
                        .err())
                .contains("HF-SCH-001");
        assertThat(holdfast.run("schedule", "add", "nightly").expect(2).err()).contains("HF-SCH-005");
        assertThat(holdfast.run("schedule", "update", "nightly").expect(2).err())
                .contains("nothing is to be changed");
        assertThat(holdfast.run("schedule", "pause").expect(2).err()).contains("pause needs a job, or --all");
        assertThat(holdfast.run("schedule", "pause", "nightly", "--all")
                        .expect(2)
                        .err())
                .contains("--all goes with no job");
        assertThat(holdfast.run("schedule", "resume", "sweep").expect(2).err())
                .contains("HF-SCH-014")
                .contains("maintenance: { sweep:");
        assertThat(holdfast.run("schedule", "pause", "fild").expect(2).err())
                .contains("HF-SCH-014")
                .contains("Did you mean \"filed\"?");
        assertThat(holdfast.run("schedule", "add", "nightly", "--every", "0")
                        .expect(2)
                        .err())
                .contains("HF-CMD-001")
                .contains("--every is \"0\"");
        assertThat(holdfast.run("serve").expect(2).err()).contains("HF-CMD-015").contains("--no-http");
        assertThat(holdfast.run("serve", "--no-http", "--grace", "long")
                        .expect(2)
                        .err())
                .contains("--grace is \"long\"");
    }
}
