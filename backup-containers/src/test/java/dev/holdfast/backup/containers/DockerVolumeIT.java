package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryBackup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerVolumeIT extends VolumeBehaviour {

    @Override
    TestVolumes connect() {
        return TestVolumes.docker();
    }

    @Test
    void what_the_engine_does_not_take_whole_is_told() throws Exception {
        String volume = volumes().volume("old");
        TestVolumes.shell(
                "cd \"$1\"; touch a; chmod 4755 a; ln a b; touch -d '1960-05-06 07:08:09 UTC' c",
                volumes().directory(volume).toString());
        try (MemoryBackup backup = TestVolumes.capture(target().volume(volume), context())) {
            restore(
                    target().volume(volume).viaEngine(),
                    backup,
                    RestoreRequest.to(volumes().adopt("copy")));
        }
        assertThat(context().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("HF-CTR-077");
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.message()).startsWith("2 ");
        });
    }

    @Test
    void a_backup_is_restored_to_a_directory_without_an_engine() throws Exception {
        String volume = filled();
        try (MemoryBackup backup = TestVolumes.capture(target().volume(volume).viaEngine(), context())) {
            VolumeTarget elsewhere = VolumeTarget.named("volume").volume("none").host("unix:///nonexistent.sock");
            restore(elsewhere, backup, RestoreRequest.to(directory + "/out"));
            assertThat(volumes()
                            .sent(TestVolumes.describe(
                                    directory.resolve("out/volumes").resolve(volume), false)))
                    .isEqualTo(volumes().describeSent(volume));
        }
    }

    @Test
    void what_is_left_out_is_left_out_both_ways() throws Exception {
        String volume = volumes().volume("partly");
        TestVolumes.shell(
                "cd \"$1\"; mkdir -p cache/x keep; touch a.tmp b keep/c.tmp keep/d cache/x/y",
                volumes().directory(volume).toString());
        for (VolumeTarget way : List.of(target().viaPath(), target().viaEngine())) {
            VolumeTarget definition = way.volume(volume).exclude("*.tmp", "cache/");
            try (MemoryBackup backup = TestVolumes.capture(definition, context())) {
                Path out = directory.resolve(way.settings().text("via").orElseThrow());
                restore(definition, backup, RestoreRequest.to(out.toString()).withoutRoot());
                assertThat(TestVolumes.shell("cd \"$1\"; find . -mindepth 1 | sort", out.toString())
                                .lines())
                        .containsExactly("./b", "./keep", "./keep/d");
            }
        }
    }

    @Test
    void volumes_and_bind_mounts_of_a_container_are_found_by_their_paths_inside() throws Exception {
        String volume = volumes().volume("data");
        Path bound = Files.createDirectory(directory.resolve("bound"));
        Files.writeString(bound.resolve("file"), "bound");
        Files.writeString(volumes().directory(volume).resolve("file"), "in the volume");
        String container =
                volumes().engine().create("app", "--volume", volume + ":/data", "--volume", bound + ":/etc/app");
        for (VolumeTarget way : List.of(target().viaPath(), target().viaEngine())) {
            VolumeTarget definition = way.container(container).mounts("/data", "/etc/app");
            try (MemoryBackup backup = TestVolumes.capture(definition, context())) {
                assertThat(backup.facts()).containsValues("/volumes/" + volume, "/binds" + bound);
                Files.writeString(bound.resolve("file"), "changed");
                Files.writeString(volumes().directory(volume).resolve("file"), "changed");
                restore(definition, backup, RestoreRequest.inPlace());
            }
            assertThat(bound.resolve("file")).hasContent("bound");
            assertThat(volumes().directory(volume).resolve("file")).hasContent("in the volume");
        }
        assertThatThrownBy(
                        () -> TestVolumes.capture(target().container(container).mounts("/var"), context()))
                .isInstanceOf(TargetException.class)
                .satisfies(thrown -> assertThat(code(thrown)).isEqualTo("HF-CTR-062"));
    }

    @Test
    void a_volume_is_not_swapped_under_a_container_that_runs() throws Exception {
        String volume = volumes().volume("live");
        Files.writeString(volumes().directory(volume).resolve("file"), "old");
        String container = volumes().engine().service("app", "--volume", volume + ":/data");
        VolumeTarget definition = target().volume(volume);
        try (MemoryBackup backup = TestVolumes.capture(definition, context());
                BackupTarget target = definition.open()) {
            Files.writeString(volumes().directory(volume).resolve("file"), "new");
            RestorePreview preview = target.preview(backup.reader(), RestoreRequest.staged(), context());
            assertThat(preview.problems()).anySatisfy(problem -> {
                assertThat(problem.code()).isEqualTo("HF-CTR-064");
                assertThat(problem.severity()).isEqualTo(Severity.ERROR);
                assertThat(problem.message()).contains(container);
            });
            assertThat(errors(preview(definition, backup, RestoreRequest.inPlace())))
                    .contains("HF-CTR-064");
            assertThatThrownBy(() -> restore(definition, backup, RestoreRequest.inPlace()))
                    .isInstanceOf(RefusedException.class);

            // A hook may stop it: the preview lets it pass, and the swap looks again.
            context().expectRest();
            assertThat(errors(target.preview(backup.reader(), RestoreRequest.staged(), context())))
                    .isEmpty();
            StagedRestore staged = target.ability(StagedRestore.class).orElseThrow();
            RestoredCopy copy = staged.stage(backup.reader(), RestoreRequest.staged(), context());
            assertThatThrownBy(() -> staged.swap(copy, context()))
                    .isInstanceOf(RefusedException.class)
                    .satisfies(thrown -> assertThat(code(thrown)).isEqualTo("HF-CTR-064"));
            assertThat(volumes().engine().inside(container, "cat /data/file")).isEqualTo("new");

            volumes().engine().docker("stop", "--time", "1", container);
            staged.swap(copy, context());
            volumes().engine().docker("start", container);
            assertThat(volumes().engine().inside(container, "cat /data/file")).isEqualTo("old");
            List<UndoRecord> records = context().undoRecordsReversed();
            assertThatThrownBy(() -> staged.undo(records.get(0), context())).isInstanceOf(RefusedException.class);
            volumes().engine().docker("stop", "--time", "1", container);
            for (UndoRecord record : records) {
                staged.undo(record, context());
            }
            assertThat(volumes().directory(volume).resolve("file")).hasContent("new");
        }
    }

    @Test
    void through_the_engine_only_a_new_volume_or_in_place_is_possible() throws Exception {
        String volume = volumes().volume("live");
        Files.writeString(volumes().directory(volume).resolve("file"), "old");
        VolumeTarget definition = target().volume(volume).viaEngine();
        try (MemoryBackup backup = TestVolumes.capture(definition, context())) {
            assertThat(errors(preview(definition, backup, RestoreRequest.staged())))
                    .containsExactly("HF-CTR-070");
            assertThat(errors(preview(definition, backup, RestoreRequest.to(volume))))
                    .containsExactly("HF-CTR-071");
            assertThat(errors(
                            preview(definition, backup, RestoreRequest.inPlace().only(List.of("file")))))
                    .containsExactly("HF-CTR-073");
            Files.writeString(volumes().directory(volume).resolve("file"), "new");
            Files.writeString(volumes().directory(volume).resolve("added"), "stays");
            restore(definition, backup, RestoreRequest.inPlace());
            assertThat(volumes().directory(volume).resolve("file")).hasContent("old");
            assertThat(volumes().directory(volume).resolve("added")).hasContent("stays");
        }
    }

    @Test
    void a_check_says_which_way_is_taken_and_who_may_write_meanwhile() throws Exception {
        String volume = volumes().volume("live");
        String container = volumes().engine().service("app", "--volume", volume + ":/data");
        try (BackupTarget target = target().volume(volume).open()) {
            assertThat(target.check(context()))
                    .anySatisfy(problem -> assertThat(problem.message()).contains("by its path"))
                    .anySatisfy(problem -> assertThat(problem.message()).contains(container))
                    .allSatisfy(problem -> assertThat(problem.severity()).isEqualTo(Severity.INFO));
        }
        // The image of the container that has it will do.
        VolumeTarget bare = volumes().engine().isPodman() ? VolumeTarget.podman("bare") : VolumeTarget.named("bare");
        VolumeTarget engine =
                bare.host(volumes().engine().host()).volume(volume).viaEngine();
        try (BackupTarget target = engine.open()) {
            assertThat(target.check(context()))
                    .anySatisfy(problem -> assertThat(problem.message()).contains("through the engine"));
        }
        volumes().engine().remove(container);
        try (BackupTarget target = engine.open()) {
            assertThatThrownBy(() -> target.check(context()))
                    .isInstanceOf(TargetException.class)
                    .satisfies(thrown -> assertThat(code(thrown)).isEqualTo("HF-CTR-065"));
        }
        try (BackupTarget target = engine.helperImage("holdfast/none:local").open()) {
            assertThatThrownBy(() -> target.check(context()))
                    .satisfies(thrown -> assertThat(code(thrown)).isEqualTo("HF-CTR-066"));
        }
    }

    @Test
    void a_volume_that_the_engine_mounts_from_elsewhere_goes_through_the_engine() throws Exception {
        Path device = Files.createDirectory(directory.resolve("device"));
        Files.writeString(device.resolve("file"), "from elsewhere");
        String volume =
                volumes().volume("mounted", "--opt", "type=none", "--opt", "o=bind", "--opt", "device=" + device);
        VolumeTarget definition = target().volume(volume);
        try (MemoryBackup backup = TestVolumes.capture(definition, context())) {
            assertThat(backup.facts())
                    .containsEntry("via", "engine")
                    .containsEntry("volume.1.external", "true")
                    .allSatisfy((name, value) -> assertThat(value).doesNotContain(device.toString()));
            restore(definition, backup, RestoreRequest.to(directory + "/out").withoutRoot());
            assertThat(directory.resolve("out/file")).hasContent("from elsewhere");
            volumes().engine().docker("volume", "rm", volume);
            assertThat(errors(preview(definition, backup, RestoreRequest.inPlace())))
                    .contains("HF-CTR-074");
        }
        assertThatThrownBy(() -> TestVolumes.capture(definition.viaPath(), context()))
                .satisfies(thrown -> assertThat(code(thrown)).isEqualTo("HF-CTR-061"));
    }
}
