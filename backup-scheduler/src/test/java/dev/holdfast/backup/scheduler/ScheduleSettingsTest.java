package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleSettingsTest {

    @Test
    void a_daily_schedule_needs_no_more_than_its_time() {
        assertThat(ScheduleSettings.read(Settings.of(Map.of("daily", "02:15")))).isEqualTo(Schedule.daily("02:15"));
    }

    @Test
    void all_settings_are_read() {
        Schedule schedule = ScheduleSettings.read(Settings.of(Map.of(
                "weekly", List.of("02:15", "14:15"),
                "days", List.of("mon-wed", "sunday"),
                "zone", "Europe/Berlin",
                "jitter", "5m",
                "catch-up", "skip",
                "max-age", "20h",
                "overlap", "queue",
                "blackout", List.of("mon-fri 08:00-18:00", "22:00-06:00"),
                "enabled", false)));

        assertThat(schedule)
                .isEqualTo(Schedule.of(new Recurrence.Weekly(
                                List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.SUNDAY),
                                List.of(LocalTime.of(2, 15), LocalTime.of(14, 15))))
                        .in("Europe/Berlin")
                        .jitter(Duration.ofMinutes(5))
                        .catchUp(CatchUp.SKIP, Duration.ofHours(20))
                        .overlap(Overlap.QUEUE)
                        .except(BlackoutWindow.parse("mon-fri 08:00-18:00"))
                        .except(BlackoutWindow.parse("22:00-06:00"))
                        .enabled(false));
    }

    static Stream<Schedule> schedules() {
        return Stream.of(
                Schedule.daily("02:15"),
                Schedule.daily("02:15", "14:15:30").in("Europe/Berlin").enabled(false),
                Schedule.weekly(DayOfWeek.SUNDAY, "03:00").overlap(Overlap.SKIP),
                Schedule.of(new Recurrence.Monthly(List.of(1, 15, 31), List.of(LocalTime.NOON)))
                        .in("Asia/Kathmandu")
                        .except(BlackoutWindow.parse("sat,sun 00:00-24:00")),
                Schedule.every(Duration.ofMinutes(90)).jitter(Duration.ofSeconds(30)),
                Schedule.of(new Recurrence.Every(Duration.ofDays(2), Instant.parse("2026-11-20T02:15:00Z"))),
                Schedule.cron("  15 2  * * mon-fri ")
                        .in("Australia/Lord_Howe")
                        .catchUp(CatchUp.SKIP, Duration.ofHours(3)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void what_is_written_is_read_as_the_same_schedule(Schedule schedule) {
        Settings written = ScheduleSettings.write(schedule);

        assertThat(ScheduleSettings.read(written)).isEqualTo(schedule);
        assertThat(ScheduleSettings.write(ScheduleSettings.read(written))).isEqualTo(written);
        assertThat(ScheduleSettings.fromJson(ScheduleSettings.toJson(schedule))).isEqualTo(schedule);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void only_settings_that_are_declared_are_written(Schedule schedule) {
        List<String> declared =
                ScheduleSettings.all().stream().map(Setting::name).toList();

        assertThat(declared)
                .containsAll(ScheduleSettings.write(schedule).asMap().keySet());
    }

    @Test
    void defaults_are_what_is_taken_when_nothing_is_said() {
        Settings said = Settings.of(Map.of("daily", "02:15"));
        for (Setting setting : ScheduleSettings.all()) {
            String text = setting.defaultText();
            if (text != null) {
                said = said.with(setting.name(), setting.type() == SettingType.FLAG ? Boolean.valueOf(text) : text);
            }
        }

        assertThat(ScheduleSettings.read(said)).isEqualTo(Schedule.daily("02:15"));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Map.of(), "HF-SCH-005", ""),
                Arguments.of(Map.of("daily", "02:15", "cron", "15 2 * * *"), "HF-SCH-005", "cron"),
                Arguments.of(Map.of("daily", "02:15", "days", "mon"), "HF-SCH-005", "days"),
                Arguments.of(Map.of("daily", "02:15", "starting", "2026-11-20T02:15:00Z"), "HF-SCH-005", "starting"),
                Arguments.of(Map.of("weekly", "02:15"), "HF-SCH-004", "days"),
                Arguments.of(Map.of("weekly", "02:15", "days", "15"), "HF-SCH-004", "days"),
                Arguments.of(Map.of("weekly", "02:15", "days", "mon-"), "HF-SCH-004", "days"),
                Arguments.of(Map.of("monthly", "02:15"), "HF-SCH-004", "days"),
                Arguments.of(Map.of("monthly", "02:15", "days", "mon"), "HF-SCH-004", "days"),
                Arguments.of(Map.of("monthly", "02:15", "days", "-1"), "HF-SCH-004", "days"),
                Arguments.of(Map.of("monthly", "02:15", "days", "32"), "HF-SCH-004", "days"),
                Arguments.of(Map.of("daily", "quarter past two"), "HF-SCH-003", "daily"),
                Arguments.of(Map.of("daily", "2:15"), "HF-SCH-003", "daily"),
                Arguments.of(Map.of("daily", List.of()), "HF-SCH-003", "daily"),
                Arguments.of(Map.of("every", "6h", "starting", "tomorrow"), "HF-SCH-003", "starting"),
                Arguments.of(Map.of("every", "1s"), "HF-SCH-007", "every"),
                Arguments.of(Map.of("cron", "every night"), "HF-SCH-002", "cron"),
                Arguments.of(Map.of("daily", "02:15", "zone", "Berlin"), "HF-SCH-001", "zone"),
                Arguments.of(Map.of("daily", "02:15", "jitter", "13h"), "HF-SCH-007", "jitter"),
                Arguments.of(Map.of("daily", "02:15", "max-age", "0s"), "HF-SCH-007", "max-age"),
                Arguments.of(Map.of("daily", "02:15", "catch-up", "twice"), "HF-SCH-005", "catch-up"),
                Arguments.of(Map.of("daily", "02:15", "overlap", "kill"), "HF-SCH-005", "overlap"),
                Arguments.of(Map.of("daily", "02:15", "blackout", "08:00"), "HF-SCH-006", "blackout"),
                Arguments.of(Map.of("daily", "02:15", "blackout", "mon 08:00-08:00"), "HF-SCH-006", "blackout"),
                Arguments.of(Map.of("daily", "02:15", "blackout", "someday 08:00-09:00"), "HF-SCH-006", "blackout"),
                Arguments.of(Map.of("daily", "02:15", "blackout", "24:00-09:00"), "HF-SCH-006", "blackout"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_names_the_setting_that_has_it(Map<String, Object> values, String code, String setting) {
        assertThatThrownBy(() -> ScheduleSettings.read(Settings.of(values)))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> {
                    ConfigurationException fault = (ConfigurationException) e;
                    assertThat(fault.code()).isEqualTo(code);
                    assertThat(fault.context()).containsEntry("setting", setting);
                    assertThat(fault.getMessage()).isNotBlank().doesNotEndWith(".");
                    assertThat(fault.hint()).endsWith(".");
                });
    }
}
