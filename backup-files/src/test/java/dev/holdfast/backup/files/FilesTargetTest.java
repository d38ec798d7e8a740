package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TargetProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The definition and its provider. */
class FilesTargetTest {

    private static final FilesTarget TARGET = FilesTarget.named("uploads")
            .path(Path.of("/srv/uploads"))
            .paths(List.of(Path.of("/etc/app")))
            .exclude("**/*.tmp")
            .excludePaths(List.of(Path.of("/srv/uploads/backups")))
            .excludeCaches(true)
            .oneFileSystem(true)
            .followSymlinks(true)
            .attributes(false)
            .include("*.txt")
            .onChange(OnChange.FAIL)
            .snapshot(SnapshotKind.REFLINK);

    @Test
    void the_provider_makes_an_equal_definition_from_its_settings() {
        assertThat(new FilesTargetProvider().create("uploads", TARGET.settings()))
                .isEqualTo(TARGET)
                .hasSameHashCodeAs(TARGET)
                .isNotEqualTo(TARGET.attributes(true));
        assertThat(TARGET.id()).isEqualTo(new TargetId("files", "uploads"));
        assertThat(TARGET).hasToString("files:uploads [/srv/uploads, /etc/app]");
    }

    @Test
    void a_default_that_is_written_out_changes_nothing() {
        FilesTarget plain = FilesTarget.named("a").path(Path.of("/a"));
        assertThat(plain.attributes(true)
                        .oneFileSystem(false)
                        .onChange(OnChange.DEGRADE)
                        .snapshot(SnapshotKind.NONE))
                .isEqualTo(plain);
    }

    @Test
    void the_provider_is_found_and_describes_every_setting_that_a_definition_has() {
        TargetProvider provider = ServiceLoader.load(TargetProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.type().equals("files"))
                .findFirst()
                .orElseThrow();
        assertThat(provider.settings())
                .extracting(Setting::name)
                .containsAll(TARGET.settings().asMap().keySet())
                .hasSize(TARGET.settings().asMap().size());
        assertThat((Provider) provider).isInstanceOf(FilesTargetProvider.class);
    }

    @Test
    void a_target_without_paths_is_an_error() {
        assertThatThrownBy(() -> new FilesTargetProvider().create("x", Settings.none()))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-FIL-001"));
        assertThatThrownBy(() -> FilesTarget.named("x").open()).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void wrong_values_are_errors() {
        assertThatThrownBy(() ->
                        new FilesTargetProvider().create("x", Settings.of(Map.of("paths", "/a", "on-change", "maybe"))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-CFG-010"));
        assertThatThrownBy(() -> new FilesTargetProvider()
                        .create("x", Settings.of(Map.of("paths", "/a", "snapshot", "hard_link"))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-CFG-010"));
        assertThatThrownBy(() ->
                        new FilesTargetProvider().create("x", Settings.of(Map.of("paths", "/a", "exclude", "a["))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-FIL-002"));
        assertThatThrownBy(() -> FilesTarget.named("Not A Name")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void a_method_returns_a_copy() {
        FilesTarget before = FilesTarget.named("a").path(Path.of("/a"));
        before.exclude("*.tmp");
        assertThat(before).isEqualTo(FilesTarget.named("a").path(Path.of("/a")));
    }

    @Test
    void the_target_can_be_restored_staged() {
        assertThat(TARGET.open().ability(StagedRestore.class)).isPresent();
        assertThat(TARGET.open().ability(Runnable.class)).isEmpty();
    }

    @Test
    void the_target_has_snapshots_only_where_they_are_asked_for() {
        assertThat(TARGET.open().ability(Snapshots.class)).isPresent();
        assertThat(TARGET.snapshot(SnapshotKind.NONE).open().ability(Snapshots.class))
                .isEmpty();
    }
}
