package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeTargetTest {

    @Test
    void it_has_to_be_clear_what_is_meant() {
        VolumeTarget target = VolumeTarget.named("data");
        for (VolumeTarget unclear : List.of(
                target,
                target.volume("one").container("two"),
                target.volume("one").mounts("/data"),
                target.volume("../one"),
                target.container("shop").mounts("data"),
                target.volume("one").exclude("/volumes/one/cache"))) {
            assertThatThrownBy(unclear::open)
                    .isInstanceOf(ConfigurationException.class)
                    .satisfies(thrown -> assertThat(thrown.toString()).contains("HF-CTR-060"));
        }
    }

    @Test
    void a_pattern_or_address_that_is_malformed_is_found_before_anything_is_asked() {
        assertThatThrownBy(VolumeTarget.named("data").volume("one").exclude("[")::open)
                .satisfies(thrown -> assertThat(thrown.toString()).contains("HF-FIL-002"));
        assertThatThrownBy(VolumeTarget.named("data").volume("one").host("shop:2375")::open)
                .satisfies(thrown -> assertThat(thrown.toString()).contains("HF-CTR-021"));
    }

    @Test
    void the_engines_differ_in_the_type_and_where_they_are_found() {
        assertThat(VolumeTarget.named("data").id()).hasToString("docker-volume:data");
        assertThat(VolumeTarget.podman("data").id()).hasToString("podman-volume:data");
        assertThat(VolumeTarget.named("data").volume("one"))
                .isEqualTo(VolumeTarget.named("data").volume("one"))
                .isNotEqualTo(VolumeTarget.podman("data").volume("one"))
                .isNotEqualTo(VolumeTarget.named("data").volume("two"));
    }

    @Test
    void an_engine_that_does_not_answer_is_the_targets_failure() throws Exception {
        try (TestRunContext context = new TestRunContext();
                BackupTarget target = VolumeTarget.named("data")
                        .volume("one")
                        .host("unix:///nonexistent/docker.sock")
                        .open()) {
            assertThatThrownBy(() -> target.check(context)).isInstanceOfSatisfying(TargetException.class, thrown -> {
                assertThat(thrown.code()).isEqualTo("HF-CTR-001");
                assertThat(thrown.retryStatus()).isEqualTo(RetryStatus.LATER);
            });
        }
    }
}
