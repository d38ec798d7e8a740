package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MaintenanceSettingsTest {

    private static final Schedule NIGHTLY =
            Schedule.daily("04:30").in("Europe/Berlin").jitter(Duration.ofMinutes(5));

    static Stream<MaintenanceTask> tasks() {
        return Stream.of(
                new MaintenanceTask.Verify(NIGHTLY, Duration.ofDays(7), VerificationLevel.STORED),
                new MaintenanceTask.Expire(NIGHTLY),
                new MaintenanceTask.Sweep(Schedule.cron("0 5 1 * *")),
                new MaintenanceTask.Recover(Schedule.every(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void what_is_written_is_read_as_the_same_task(MaintenanceTask task) {
        Settings written = MaintenanceSettings.write(task);
        List<String> declared =
                MaintenanceSettings.of(task.word()).stream().map(Setting::name).toList();

        assertThat(MaintenanceSettings.read(task.word(), written)).isEqualTo(task);
        assertThat(MaintenanceSettings.fromJson(task.word(), MaintenanceSettings.toJson(task)))
                .isEqualTo(task);
        assertThat(declared).containsAll(written.asMap().keySet());
    }

    @Test
    void there_is_a_task_for_each_word() {
        assertThat(MaintenanceSettings.words())
                .containsExactlyElementsOf(tasks().map(MaintenanceTask::word).toList());
    }

    @Test
    void a_verification_reads_and_decodes_all_in_thirty_days_if_nothing_else_is_said() {
        assertThat(MaintenanceSettings.read("verify", Settings.of(Map.of("daily", "04:30"))))
                .isEqualTo(new MaintenanceTask.Verify(
                        Schedule.daily("04:30"), Duration.ofDays(30), VerificationLevel.DECODED));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Map.of("daily", "04:30", "within", "59m"), "HF-SCH-007", "within"),
                Arguments.of(Map.of("daily", "04:30", "within", "3661d"), "HF-SCH-007", "within"),
                Arguments.of(Map.of("daily", "04:30", "level", "restored"), "HF-SCH-005", "level"),
                Arguments.of(Map.of("daily", "04:30", "level", "thorough"), "HF-SCH-005", "level"),
                Arguments.of(Map.of("within", "7d"), "HF-SCH-005", ""));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_names_the_setting_that_has_it(Map<String, Object> values, String code, String setting) {
        assertThatThrownBy(() -> MaintenanceSettings.read("verify", Settings.of(values)))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> {
                    ConfigurationException fault = (ConfigurationException) e;
                    assertThat(fault.code()).isEqualTo(code);
                    assertThat(fault.context()).containsEntry("setting", setting);
                });
    }

    @Test
    void a_task_takes_the_place_of_one_of_its_kind() {
        Maintenance maintenance = Maintenance.NONE
                .with(new MaintenanceTask.Expire(NIGHTLY))
                .with(new MaintenanceTask.Sweep(NIGHTLY))
                .with(new MaintenanceTask.Expire(Schedule.daily("05:00")));

        assertThat(maintenance.tasks())
                .containsExactly(
                        new MaintenanceTask.Sweep(NIGHTLY), new MaintenanceTask.Expire(Schedule.daily("05:00")));
        assertThatThrownBy(() -> new Maintenance(
                        List.of(new MaintenanceTask.Sweep(NIGHTLY), new MaintenanceTask.Sweep(NIGHTLY))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
