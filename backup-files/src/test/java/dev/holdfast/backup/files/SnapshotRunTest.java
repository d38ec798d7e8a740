package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.engine.RunHandle;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.engine.RunRequest;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.event.PhaseStarted;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.ScriptedHook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of files in whole runs. */
class SnapshotRunTest {

    @TempDir
    Path directory;

    private final ScriptedHook shop = ScriptedHook.stopping("shop");

    private Path tree() throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Files.writeString(tree.resolve("orders"), "as they were in the pause");
        return tree;
    }

    private Backups host(Path tree, SnapshotKind kind, BackupListener listener) {
        return Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("backups")))
                .job(Job.named("nightly")
                        .protect(FilesTarget.named("uploads").path(tree).snapshot(kind))
                        .protect(FilesTarget.named("second").path(tree).snapshot(kind))
                        .around(shop.definition()))
                .listener(listener)
                .build();
    }

    private List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> beside = Files.list(directory)) {
            beside.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(".holdfast-snapshot-"))
                    .forEach(left::add);
        }
        Path runs = directory.resolve("state/runs");
        if (Files.exists(runs)) {
            try (Stream<Path> journals = Files.list(runs)) {
                journals.map(Path::toString).forEach(left::add);
            }
        }
        return left;
    }

    /** What happened at the services and the phases of the run, in their order. */
    private BackupListener log(Path tree, List<String> log) {
        return event -> {
            if (event instanceof PhaseStarted started
                    && List.of("snapshot", "capture").contains(started.phase())) {
                log.add(started.phase() + ' ' + started.object() + (shop.isRunning() ? " in service" : " at rest"));
                if (started.phase().equals("capture") && shop.isRunning()) {
                    goOn(tree);
                }
            }
        };
    }

    /** What a service does that runs again: replaces its file. */
    private static void goOn(Path tree) {
        try {
            Path next = Files.writeString(tree.resolve("orders.next"), "as they are now");
            Files.move(next, tree.resolve("orders"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String backedUp(Backups backups, RunReport report) throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        backups.restore(backups.planRestore(RestoreOptions.of(
                        report.backups().get(0).backup().orElseThrow().id(),
                        RestoreRequest.to(elsewhere.toString()).withoutRoot())))
                .orThrow();
        return Files.readString(elsewhere.resolve("orders"));
    }

    @Test
    void services_run_again_before_the_files_are_read_and_the_backup_has_what_was_there_in_the_pause()
            throws Exception {
        Path tree = tree();
        List<String> log = new CopyOnWriteArrayList<>();
        try (Backups backups = host(tree, SnapshotKind.HARD_LINK, log(tree, log))) {
            RunReport report = backups.run("nightly").orThrow();

            assertThat(log)
                    .containsExactly(
                            "snapshot uploads at rest",
                            "snapshot second at rest",
                            "capture uploads in service",
                            "capture second in service");
            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(backedUp(backups, report)).isEqualTo("as they were in the pause");
        }
        assertThat(tree.resolve("orders")).hasContent("as they are now");
        assertThat(left()).isEmpty();
    }

    @Test
    void without_a_snapshot_services_rest_until_the_files_are_read() throws Exception {
        Path tree = tree();
        List<String> log = new CopyOnWriteArrayList<>();
        try (Backups backups = host(tree, SnapshotKind.NONE, log(tree, log))) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(log)
                    .containsSubsequence("capture uploads at rest", "capture second at rest")
                    .noneMatch(phase -> phase.endsWith("in service"));
            assertThat(shop.log()).containsExactly("stop shop", "start shop");
            assertThat(backedUp(backups, report)).isEqualTo("as they were in the pause");
        }
    }

    @Test
    void a_store_inside_of_the_tree_is_not_held() throws Exception {
        Path tree = tree();
        List<String> names = new CopyOnWriteArrayList<>();
        try (Backups backups = Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(tree.resolve("backups")))
                .target(FilesTarget.named("uploads").path(tree).snapshot(SnapshotKind.HARD_LINK))
                .listener(event -> {
                    if (event instanceof PhaseStarted started && started.phase().equals("capture")) {
                        try (Stream<Path> stored = Files.walk(tree.resolve("backups"))) {
                            stored.filter(Files::isRegularFile)
                                    .filter(SnapshotRunTest::hasTwoNames)
                                    .forEach(path -> names.add(path.toString()));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                })
                .build()) {
            backups.run("uploads").orThrow();
            backups.run("uploads").orThrow();
        }
        assertThat(names).isEmpty();
        assertThat(left()).isEmpty();
    }

    private static boolean hasTwoNames(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:nlink") > 1;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_run_that_is_cancelled_between_snapshot_and_capture_leaves_nothing() throws Exception {
        Path tree = tree();
        List<String> seen = new CopyOnWriteArrayList<>();
        CompletableFuture<RunHandle> handle = new CompletableFuture<>();
        try (Backups backups = host(tree, SnapshotKind.HARD_LINK, event -> {
            if (event instanceof PhaseStarted started && started.phase().equals("capture")) {
                seen.add(started.object());
                handle.orTimeout(1, TimeUnit.MINUTES).join().cancel();
            }
        })) {
            handle.complete(backups.start(RunRequest.of("nightly")));
            assertThat(handle.join().await().state()).isEqualTo(RunState.CANCELLED);
        }
        assertThat(seen).isNotEmpty();
        assertThat(left()).isEmpty();
        assertThat(shop.isRunning()).isTrue();
    }

    @Test
    void a_process_that_is_killed_leaves_its_snapshot_to_the_next_start() throws Exception {
        Path tree = tree();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(KilledRun.EXIT);
        assertThat(left()).as("a snapshot and a journal").hasSize(2);

        try (Backups backups = KilledRun.host(directory, event -> {})) {
            assertThat(backups.recover().isClean()).isTrue();
            assertThat(left()).isEmpty();
            backups.run("uploads").orThrow();
        }
        assertThat(left()).isEmpty();
        assertThat(tree.resolve("orders")).hasContent("as they were in the pause");
    }
}
