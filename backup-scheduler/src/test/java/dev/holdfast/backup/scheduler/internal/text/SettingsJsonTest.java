package dev.holdfast.backup.scheduler.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsJsonTest {

    @Test
    void settings_are_one_line_in_their_order_and_read_as_the_same() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("weekly", List.of("02:15", "14:15"));
        values.put("zone", "Europe/Berlin");
        values.put("enabled", false);
        values.put("number", 7L);
        values.put("labels", Map.of("said", "\"so\"\n"));
        Settings settings = Settings.of(values);

        String json = SettingsJson.write(settings);

        assertThat(json)
                .isEqualTo("{\"weekly\":[\"02:15\",\"14:15\"],\"zone\":\"Europe/Berlin\",\"enabled\":false,"
                        + "\"number\":7,\"labels\":{\"said\":\"\\\"so\\\"\\n\"}}");
        assertThat(SettingsJson.read(json)).isEqualTo(settings);
    }

    @Test
    void a_secret_is_not_written() {
        assertThatThrownBy(() -> SettingsJson.write(Settings.of(Map.of("password", Secret.of("s3cr3t")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\":1.5}", "{} {}"})
    void what_is_no_such_object_is_refused(String text) {
        assertThatThrownBy(() -> SettingsJson.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
