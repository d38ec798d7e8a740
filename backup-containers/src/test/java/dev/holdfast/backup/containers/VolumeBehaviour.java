package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Volumes on a real engine, backed up and restored both ways. */
@Timeout(120)
abstract class VolumeBehaviour {

    @TempDir
    Path directory;

    private TestVolumes volumes;
    private final TestRunContext context = new TestRunContext().pool(2);

    abstract TestVolumes connect();

    @BeforeEach
    void begin() {
        volumes = connect();
    }

    @AfterEach
    void end() {
        context.close();
        if (volumes != null) {
            volumes.close();
        }
    }

    final TestVolumes volumes() {
        return volumes;
    }

    final TestRunContext context() {
        return context;
    }

    final VolumeTarget target() {
        return volumes.target(volumes.engine().name("volume"));
    }

    final void restore(VolumeTarget definition, MemoryBackup backup, RestoreRequest how) throws Exception {
        try (BackupTarget target = definition.open()) {
            target.restore(backup.reader(), how, context);
        }
    }

    final RestorePreview preview(VolumeTarget definition, MemoryBackup backup, RestoreRequest how) throws Exception {
        try (BackupTarget target = definition.open()) {
            return target.preview(backup.reader(), how, context);
        }
    }

    static List<String> errors(RestorePreview preview) {
        return preview.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(Problem::code)
                .toList();
    }

    static String code(Throwable thrown) {
        return ((BackupException) thrown).failure().code();
    }

    final String filled() throws IOException {
        String volume = volumes.volume("odd");
        volumes.fillOdd(volume);
        return volume;
    }

    @Test
    void by_the_path_a_volume_comes_back_as_it_was_to_the_nanosecond() throws Exception {
        String volume = filled();
        VolumeTarget definition = target().volume(volume).viaPath();
        try (MemoryBackup backup = TestVolumes.capture(definition, context)) {
            String copy = volumes.adopt("copy");
            restore(definition, backup, RestoreRequest.to(copy));
            assertThat(volumes.describe(copy, true)).isEqualTo(volumes.describe(volume, true));
            assertThat(TestVolumes.attributeNames(volumes.directory(copy).resolve("plain")))
                    .containsExactly("comment");
            assertThat(backup.facts())
                    .containsEntry("root.1", "/volumes/" + volume)
                    .containsEntry("via", "path");
        }
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void through_the_engine_a_volume_comes_back_as_it_was_to_the_second() throws Exception {
        String volume = filled();
        VolumeTarget definition = target().volume(volume).viaEngine();
        try (MemoryBackup backup = TestVolumes.capture(definition, context)) {
            String copy = volumes.adopt("copy");
            restore(definition, backup, RestoreRequest.to(copy));
            assertThat(volumes.describeSent(copy)).isEqualTo(volumes.describeSent(volume));
            assertThat(backup.facts())
                    .containsEntry("root.1", "/volumes/" + volume)
                    .containsEntry("via", "engine");
        }
        assertThat(context.problems())
                .extracting(Problem::code)
                .isEqualTo(volumes.engine().isPodman() ? List.of("HF-CTR-080") : List.of());
        assertThat(volumes.helpers(definition.id().name())).isEmpty();
    }

    @Test
    void each_way_restores_what_the_other_one_captured() throws Exception {
        String volume = filled();
        VolumeTarget path = target().volume(volume).viaPath();
        VolumeTarget engine = target().volume(volume).viaEngine();
        try (MemoryBackup byPath = TestVolumes.capture(path, context);
                MemoryBackup byEngine = TestVolumes.capture(engine, context)) {
            String one = volumes.adopt("one");
            restore(engine, byPath, RestoreRequest.to(one));
            assertThat(volumes.describe(one, false)).isEqualTo(volumes.describe(volume, false));
            String other = volumes.adopt("other");
            restore(path, byEngine, RestoreRequest.to(other));
            assertThat(volumes.describeSent(other)).isEqualTo(volumes.describeSent(volume));
        }
    }

    @Test
    void a_volume_that_is_gone_is_made_again_with_its_labels() throws Exception {
        String volume = volumes.volume("gone", "--label", "shop=yes");
        Files.writeString(volumes.directory(volume).resolve("file"), "old");
        VolumeTarget definition = target().volume(volume);
        try (MemoryBackup backup = TestVolumes.capture(definition, context);
                BackupTarget target = definition.open()) {
            volumes.engine().docker("volume", "rm", volume);
            assertThatThrownBy(() -> TestVolumes.capture(definition, context))
                    .isInstanceOf(TargetException.class)
                    .satisfies(thrown -> assertThat(code(thrown)).isEqualTo("HF-CTR-061"));
            assertThat(errors(target.preview(backup.reader(), RestoreRequest.inPlace(), context)))
                    .containsExactly("HF-CTR-072");
            RestorePreview preview = target.preview(backup.reader(), RestoreRequest.staged(), context);
            assertThat(errors(preview)).isEmpty();
            assertThat(preview.changes())
                    .containsExactly(new RestorePreview.Change(RestorePreview.Action.CREATE, "volume " + volume, ""));
            assertThat(volumes.exists(volume)).isFalse();
            StagedRestore staged = target.ability(StagedRestore.class).orElseThrow();
            staged.swap(staged.stage(backup.reader(), RestoreRequest.staged(), context), context);
            assertThat(volumes.directory(volume).resolve("file")).hasContent("old");
            assertThat(volumes.engine().docker("volume", "inspect", "--format", "{{index .Labels \"shop\"}}", volume))
                    .isEqualTo("yes");
            for (UndoRecord record : context.undoRecordsReversed()) {
                staged.undo(record, context);
            }
            assertThat(volumes.exists(volume)).isFalse();
        }
    }

    @Test
    void a_helper_is_removed_whatever_happens() throws Exception {
        String volume = filled();
        VolumeTarget definition = target().volume(volume).viaEngine();
        String name = definition.id().name();
        StoreException full = new StoreException(Failure.of("TEST-001", "full"));
        try (MemoryBackup backup = new MemoryBackup(definition.id(), new TarArchiver());
                BackupTarget target = definition.open()) {
            backup.failWrites(100_000, full);
            assertThatThrownBy(() -> target.capture(backup.sink(), context)).isSameAs(full);
        }
        assertThat(volumes.helpers(name)).isEmpty();

        // A run that is cancelled cannot ask the engine any more; what it wrote down is undone by somebody else.
        try (MemoryBackup backup = new MemoryBackup(definition.id(), new TarArchiver());
                TestRunContext cancelled = new TestRunContext();
                BackupTarget target = definition.open()) {
            backup.beforeEach(cancelled::cancel);
            assertThatThrownBy(() -> target.capture(backup.sink(), cancelled)).isInstanceOf(Exception.class);
            assertThat(volumes.helpers(name)).hasSize(1);
            for (UndoRecord record : cancelled.undoRecordsReversed()) {
                try (BackupTarget later = definition.open()) {
                    later.ability(StagedRestore.class).orElseThrow().undo(record, context);
                    later.ability(StagedRestore.class).orElseThrow().undo(record, context);
                }
            }
        }
        assertThat(volumes.helpers(name)).isEmpty();

        // A restore that fails leaves no volume either, once it is undone.
        String copy = volumes.adopt("copy");
        try (MemoryBackup backup = TestVolumes.capture(definition, context);
                TestRunContext failing = new TestRunContext().pool(2);
                BackupTarget target = definition.open()) {
            backup.flipBit("", 8L * 1_000_000 + 40);
            assertThatThrownBy(() -> target.restore(backup.reader(), RestoreRequest.to(copy), failing))
                    .isInstanceOf(BackupException.class);
            assertThat(volumes.helpers(name)).isEmpty();
            for (UndoRecord record : failing.undoRecordsReversed()) {
                target.ability(StagedRestore.class).orElseThrow().undo(record, context);
            }
            assertThat(volumes.exists(copy)).isFalse();
        }
    }
}
