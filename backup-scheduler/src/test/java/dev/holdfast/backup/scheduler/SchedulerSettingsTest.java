package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulerSettingsTest {

    private static final String URL = "jdbc:postgresql://db/holdfast";

    @Test
    void without_settings_the_defaults_hold() {
        assertThat(SchedulerSettings.read(Settings.none())).isEqualTo(SchedulerSettings.DEFAULT);
    }

    @Test
    void defaults_are_what_is_taken_when_nothing_is_said() {
        Settings said = Settings.none();
        for (Setting setting : SchedulerSettings.all()) {
            String text = setting.defaultText();
            said = text == null ? said : said.with(setting.name(), text);
        }

        assertThat(said.asMap()).isNotEmpty();
        assertThat(SchedulerSettings.read(said)).isEqualTo(SchedulerSettings.DEFAULT);
    }

    @Test
    void all_settings_are_read() {
        Secret password = Secret.of("s3cr3t");
        SchedulerSettings settings = SchedulerSettings.read(Settings.of(Map.of(
                "database",
                URL,
                "user",
                "holdfast",
                "password",
                password,
                "threads",
                4,
                "node",
                "backup-1",
                "node-timeout",
                "5s",
                "history-days",
                30,
                "history-runs",
                5_000)));

        assertThat(settings)
                .isEqualTo(new SchedulerSettings(
                        new SchedulerSettings.Server(URL, "holdfast", password),
                        4,
                        "backup-1",
                        Duration.ofSeconds(5),
                        30,
                        5_000));
        assertThat(settings.toString()).doesNotContain("s3cr3t");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Map.of("threads", 0), "HF-SCH-013", "threads"),
                Arguments.of(Map.of("threads", 65), "HF-SCH-013", "threads"),
                Arguments.of(Map.of("threads", 1L << 40), "HF-SCH-013", "threads"),
                Arguments.of(Map.of("node-timeout", "4s"), "HF-SCH-013", "node-timeout"),
                Arguments.of(Map.of("node-timeout", "61m"), "HF-SCH-013", "node-timeout"),
                Arguments.of(Map.of("history-days", 0), "HF-SCH-013", "history-days"),
                Arguments.of(Map.of("history-runs", 999), "HF-SCH-013", "history-runs"),
                Arguments.of(Map.of("node", "Backup 1"), "HF-CFG-001", "node"),
                Arguments.of(Map.of("user", "holdfast"), "HF-SCH-005", "user"),
                Arguments.of(Map.of("password", Secret.of("s3cr3t")), "HF-SCH-005", "password"),
                Arguments.of(Map.of("database", "jdbc:mysql://db/holdfast?password=s3cr3t"), "HF-SCH-015", "database"),
                Arguments.of(Map.of("database", URL + "?ssl=true&password=s3cr3t"), "HF-SCH-015", "database"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_names_the_setting_that_has_it_and_tells_no_secret(
            Map<String, Object> values, String code, String setting) {
        assertThatThrownBy(() -> SchedulerSettings.read(Settings.of(values)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("s3cr3t")
                .satisfies(e -> {
                    ConfigurationException fault = (ConfigurationException) e;
                    assertThat(fault.code()).isEqualTo(code);
                    assertThat(fault.context()).containsEntry("setting", setting);
                    assertThat(fault.hint()).endsWith(".");
                });
    }
}
