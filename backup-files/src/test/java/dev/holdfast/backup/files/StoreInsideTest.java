package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.store.DirectoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store and a state directory inside of what is backed up. */
class StoreInsideTest {

    @TempDir
    Path directory;

    private Backups host(Path protect) {
        return Backups.builder()
                .state(directory.resolve("data/state"))
                .store("local", DirectoryStore.at(directory.resolve("data/backups")))
                .target(FilesTarget.named("data").path(protect))
                .build();
    }

    @Test
    void they_are_left_out_and_the_report_says_so_and_a_swap_that_would_take_them_away_is_refused() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("letter.txt"), "hello");
        try (Backups backups = host(data)) {
            backups.run("data").orThrow();
            RunReport second = backups.run("data").orThrow();
            assertThat(second.backups().get(0).problems())
                    .extracting(problem -> problem.code())
                    .containsOnly("HF-FIL-007");
            BackupId id = second.backups().get(0).backup().orElseThrow().id();
            Path elsewhere = directory.resolve("elsewhere");
            backups.restore(backups.planRestore(RestoreOptions.of(
                            id, RestoreRequest.to(elsewhere.toString()).withoutRoot())))
                    .orThrow();
            try (Stream<Path> restored = Files.list(elsewhere)) {
                assertThat(restored.map(path -> path.getFileName().toString()).toList())
                        .isEqualTo(List.of("letter.txt"));
            }
            assertThat(backups.planRestore(RestoreOptions.of(id)).isPossible()).isFalse();
            assertThat(data.resolve("backups")).isNotEmptyDirectory();
        }
    }

    @Test
    void a_path_inside_the_store_is_refused() throws Exception {
        Path inside = Files.createDirectories(directory.resolve("data/backups/inside"));
        try (Backups backups = host(inside)) {
            assertThatThrownBy(() -> backups.run("data").orThrow())
                    .isInstanceOf(TargetException.class)
                    .extracting(e -> ((TargetException) e).code())
                    .isEqualTo("HF-FIL-006");
        }
    }

    @Test
    void a_host_that_does_not_know_the_target_restores_it_to_another_place() throws Exception {
        Path data = Files.createDirectories(directory.resolve("other"));
        Files.writeString(data.resolve("letter.txt"), "hello");
        try (Backups backups = host(data)) {
            backups.run("data").orThrow();
        }
        try (Backups stranger = Backups.builder()
                .state(directory.resolve("stranger"))
                .store("found", DirectoryStore.at(directory.resolve("data/backups")))
                .build()) {
            BackupId id = stranger.catalog()
                    .list(dev.holdfast.backup.catalog.CatalogQuery.all())
                    .get(0)
                    .id();
            Path elsewhere = directory.resolve("elsewhere");
            stranger.restore(stranger.planRestore(RestoreOptions.of(
                            id, RestoreRequest.to(elsewhere.toString()).withoutRoot())))
                    .orThrow();
            assertThat(elsewhere.resolve("letter.txt")).hasContent("hello");
        }
    }
}
