package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.config.Configuration;
import dev.holdfast.backup.config.ConfigurationFault;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.config.JsonSchema;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules in configuration files: found by the service loader, with faults at their places. */
class ScheduleFileTest {

    private static final String REST = """
            stores:
              local: { type: directory, path: ./backups }
            targets:
              uploads: { type: files, paths: [./uploads] }
            """;

    private final Providers providers = Providers.discover(ScheduleFileTest.class.getClassLoader());

    @TempDir
    private Path directory;

    private Configuration read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), REST + text);
        return Configuration.read(file, providers, Map.of("PASSWORD", "s3cr3t")::get);
    }

    @Test
    void all_sections_of_a_file_are_read() throws IOException {
        HoldfastConfiguration configuration = read("""
                scheduler:
                  database: "jdbc:postgresql://db/holdfast"
                  user: holdfast
                  password: "${env:PASSWORD}"
                  threads: 4
                  node: backup-1
                  node-timeout: 5s
                maintenance:
                  verify:  { weekly: "03:00", days: [sun], within: 30d, level: stored }
                  expire:  { daily: "04:30" }
                  sweep:   { monthly: "05:00", days: [1] }
                  recover: { every: 1h }
                jobs:
                  nightly:
                    targets: [uploads]
                    schedule: { daily: "02:15", zone: Europe/Berlin, jitter: 5m, catch-up: once, max-age: 20h, overlap: skip, blackout: ["mon-fri 08:00-18:00"] }
                    retry: { times: 3, delay: 1m }
                  by-hand:
                    targets: [uploads]
                """).orThrow();

        Job nightly = configuration.jobs().get(0);
        assertThat(nightly.sections().find(Schedule.class))
                .contains(Schedule.daily("02:15")
                        .in("Europe/Berlin")
                        .jitter(Duration.ofMinutes(5))
                        .catchUp(CatchUp.ONCE, Duration.ofHours(20))
                        .overlap(Overlap.SKIP)
                        .except(BlackoutWindow.parse("mon-fri 08:00-18:00")));
        assertThat(nightly.sections().find(Retry.class)).contains(new Retry(3, Duration.ofMinutes(1)));
        assertThat(configuration.jobs().get(1).sections().isEmpty()).isTrue();
        assertThat(configuration.sections().find(SchedulerSettings.class)).hasValueSatisfying(settings -> {
            assertThat(settings.threads()).isEqualTo(4);
            assertThat(settings.nodeTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(settings.server()).satisfies(server -> {
                assertThat(server.url()).isEqualTo("jdbc:postgresql://db/holdfast");
                assertThat(server.password().reveal()).isEqualTo("s3cr3t".toCharArray());
            });
        });
        assertThat(configuration.toString()).doesNotContain("s3cr3t");
        assertThat(Maintenance.of(configuration.sections()).tasks())
                .containsExactly(
                        new MaintenanceTask.Verify(
                                Schedule.weekly(java.time.DayOfWeek.SUNDAY, "03:00"),
                                Duration.ofDays(30),
                                VerificationLevel.STORED),
                        new MaintenanceTask.Expire(Schedule.daily("04:30")),
                        new MaintenanceTask.Sweep(Schedule.monthly(1, "05:00")),
                        new MaintenanceTask.Recover(Schedule.every(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what is written in the job, from column 5 of line 8 on | code | column | message
                "schedule: { daily: \"02:15\", zone: Berlin } | HF-SCH-001 | 39 | jobs.nightly.schedule: unknown time zone \"Berlin\"",
                "schedule: { cron: every night } | HF-SCH-002 | 23 | jobs.nightly.schedule: \"every night\" is no cron expression",
                "schedule: { daily: 02.15 } | HF-SCH-003 | 24 | jobs.nightly.schedule: \"02.15\" is no time of the day",
                "schedule: { weekly: \"02:15\" } | HF-SCH-004 | 5 | jobs.nightly.schedule: a weekly schedule has no days",
                "schedule: { zone: UTC } | HF-SCH-005 | 5 | jobs.nightly.schedule: the schedule does not say when",
                "schedule: { daily: \"02:15\", blackout: noon } | HF-SCH-006 | 43 | jobs.nightly.schedule: \"noon\"",
                "schedule: { every: 1s } | HF-SCH-007 | 24 | jobs.nightly.schedule: a schedule cannot come back every 1s",
                "schedule: { every: 6h, jiter: 5m } | HF-CFG-020 | 28 | unknown key \"jiter\" in jobs.nightly.schedule",
                "schedule: { every: six hours } | HF-CFG-010 | 24 | jobs.nightly.schedule.every is not a duration",
                "schedule: nightly | HF-CFG-010 | 15 | jobs.nightly.schedule is not a mapping",
                "retry: { times: 21 } | HF-SCH-009 | 21 | jobs.nightly.retry: a run cannot be tried again 21 times",
                "retry: { times: 99999999999 } | HF-SCH-009 | 21 | jobs.nightly.retry: a run cannot be tried again",
                "retry: { delay: 5m } | HF-CFG-011 | 5 | jobs.nightly.retry has no \"times\"",
                "shedule: { every: 6h } | HF-CFG-020 | 5 | unknown key \"shedule\" in jobs.nightly",
            })
    void a_fault_in_a_job_is_told_at_its_place(String written, String code, int column, String message)
            throws IOException {
        Configuration configuration = read("jobs:\n  nightly:\n    targets: [uploads]\n    " + written + "\n");

        assertThat(configuration.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.message()).startsWith(message);
            assertThat(fault.line()).isEqualTo(8);
            assertThat(fault.column()).isEqualTo(column);
            assertThat(fault.snippet()).isNotEmpty();
            assertThat(fault.hint()).endsWith(".");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what is written at the top of the file, on line 5 | code | column | message
                "scheduler: { threads: 0 } | HF-SCH-013 | 23 | scheduler: threads is 0",
                "scheduler: { node-timeout: 4s } | HF-SCH-013 | 28 | scheduler: a node-timeout of 4s",
                "scheduler: { user: holdfast } | HF-SCH-005 | 20 | scheduler: user goes with database",
                "scheduler: { database: jdbc:mysql://db } | HF-SCH-015 | 24 | scheduler: the database of several nodes",
                "scheduler: { thread: 4 } | HF-CFG-020 | 14 | unknown key \"thread\" in scheduler",
                "maintenance: { verify: { daily: \"03:00\", within: 1m } } | HF-SCH-007 | 50 | maintenance.verify: all backups",
                "maintenance: { sweep: { zone: UTC } } | HF-SCH-005 | 16 | maintenance.sweep: the schedule does not say when",
                "maintenance: { expire: { daily: \"03:00\", within: 7d } } | HF-CFG-020 | 42 | unknown key \"within\"",
                "maintenance: { clean: { daily: \"03:00\" } } | HF-CFG-020 | 16 | unknown key \"clean\" in maintenance",
                "maintenence: { sweep: { daily: \"03:00\" } } | HF-CFG-020 | 1 | unknown key \"maintenence\"",
            })
    void a_fault_at_the_top_of_the_file_is_told_at_its_place(String written, String code, int column, String message)
            throws IOException {
        Configuration configuration = read(written + "\n");

        assertThat(configuration.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.message()).startsWith(message);
            assertThat(fault.line()).isEqualTo(5);
            assertThat(fault.column()).isEqualTo(column);
        });
    }

    @Test
    void a_misspelt_section_is_known_to_be_meant() throws IOException {
        List<ConfigurationFault> faults = read("jobs:\n  nightly: { targets: [uploads], shedule: { every: 6h } }\n")
                .faults();

        assertThat(faults)
                .singleElement()
                .satisfies(fault -> assertThat(fault.hint()).startsWith("Did you mean \"schedule\"?"));
    }

    @Test
    void a_password_is_not_shown_with_a_fault_beside_it() throws IOException {
        List<ConfigurationFault> faults =
                read("scheduler: { database: \"jdbc:postgresql://db/x\", password: s3cr3t, threads: 0 }\n")
                        .faults();

        assertThat(faults)
                .singleElement()
                .satisfies(fault -> assertThat(fault.report()).doesNotContain("s3cr3t"));
    }

    @Test
    void editors_know_the_sections() {
        assertThat(JsonSchema.of(providers))
                .contains("\"section-schedule\"", "\"section-retry\"", "\"section-scheduler\"", "\"maintenance\"");
    }
}
