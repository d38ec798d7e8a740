package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LxcHookTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_hook_either_stops_or_freezes(boolean both) {
        LxcHook none = LxcHook.named("guests");
        LxcHook hook = both ? none.stop("mail").freeze("mail") : none;
        ConfigurationException failure = catchThrowableOfType(ConfigurationException.class, hook::open);
        assertThat(failure.code()).isEqualTo("HF-HOK-038");
        assertThat(failure).hasMessageContaining(both ? "both stops and freezes" : "names no container");
    }

    @Test
    void a_setting_of_another_tool_is_refused() {
        LxcHook hook = LxcHook.named("guests").stop("mail");
        for (LxcHook each : List.of(
                hook.project("shop"),
                hook.remote("far"),
                hook.lxd().path(Path.of("/lxc")),
                hook.incus().path(Path.of("/lxc")))) {
            assertThat(catchThrowableOfType(ConfigurationException.class, each::open)
                            .code())
                    .isEqualTo("HF-HOK-042");
        }
    }
}
