package dev.holdfast.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.event.BackupEvent;
import dev.holdfast.backup.event.HookEntered;
import dev.holdfast.backup.event.HookUndone;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scripted targets and hooks, pauses, clocks and recorders. */
@SuppressWarnings("try")
class ScriptsTest {

    private final ScriptedTarget world =
            ScriptedTarget.named("orders").put("1.json", "one").put("2.json", "two");
    private final TestRunContext context = new TestRunContext();
    private final MemoryBackup backup = new MemoryBackup(world.id(), new MemoryArchiver());

    @AfterEach
    void close() {
        backup.close();
        context.close();
    }

    private void capture() throws Exception {
        try (BackupTarget target = world.definition().open()) {
            target.capture(backup.sink(), context);
        }
    }

    private void restore(RestoreRequest how) throws Exception {
        try (BackupTarget target = world.definition().open()) {
            target.restore(backup.reader(), how, context);
        }
    }

    @Test
    void steps_of_a_capture_run_in_their_order() throws Exception {
        Problem problem = new Problem(Severity.WARNING, "TEST-001", "one is missing", "Look.");
        world.onCapture(ScriptedTarget.artifact("dump", new byte[] {1}))
                .onCapture(ScriptedTarget.randomArtifact("big", 100_000, 7))
                .onCapture(ScriptedTarget.evidence("rows", new byte[0]))
                .onCapture(ScriptedTarget.documents(world, "docs"))
                .onCapture(ScriptedTarget.fact("version", "1"))
                .onCapture(ScriptedTarget.problem(problem));
        capture();
        assertThat(backup.suffixes()).containsExactly("dump", "big", "rows", "docs");
        assertThat(backup.bytes("big")).hasSize(100_000);
        assertThat(context.problems()).containsExactly(problem);
        assertThat(world.captures()).isEqualTo(1);
        assertThat(world.open()).isZero();
        world.onCapture(ScriptedTarget.fail("the database is down"));
        assertThatThrownBy(() -> {
                    try (MemoryBackup other = new MemoryBackup(world.id(), new MemoryArchiver());
                            BackupTarget target = world.definition().open()) {
                        target.capture(other.sink(), context);
                    }
                })
                .isInstanceOf(TargetException.class)
                .hasMessage("the database is down");
    }

    @Test
    void parts_and_other_places_and_conflicts_are_restored_as_asked() throws Exception {
        capture();
        world.put("1.json", "changed").put("3.json", "added");
        restore(RestoreRequest.inPlace().only(List.of("1.*")));
        assertThat(world.texts()).containsEntry("1.json", "one").containsEntry("3.json", "added");
        restore(RestoreRequest.to("elsewhere"));
        assertThat(world.textsAt("elsewhere")).containsOnlyKeys("1.json", "2.json");
        assertThatThrownBy(() -> restore(RestoreRequest.to("elsewhere"))).isInstanceOf(TargetException.class);
        restore(RestoreRequest.to("elsewhere").onConflict(ConflictRule.SKIP));
        try (BackupTarget target = world.definition().open()) {
            RestorePreview preview = target.preview(backup.reader(), RestoreRequest.inPlace(), context);
            assertThat(preview.changes())
                    .extracting(RestorePreview.Change::action)
                    .containsExactly(
                            RestorePreview.Action.REPLACE, RestorePreview.Action.REPLACE, RestorePreview.Action.REMOVE);
        }
        restore(RestoreRequest.inPlace());
        assertThat(world.texts()).containsOnlyKeys("1.json", "2.json");
    }

    @Test
    void a_test_acts_in_the_middle_of_a_capture() throws Exception {
        Pause pause = new Pause();
        world.beforeCapture(pause::here);
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            try {
                capture();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        pause.awaitReached();
        world.put("9.json", "written meanwhile");
        pause.release();
        done.get(1, TimeUnit.MINUTES);
        restore(RestoreRequest.to("copy"));
        assertThat(world.textsAt("copy")).containsKey("9.json");
    }

    @Test
    void a_cancel_ends_a_pause() {
        Pause pause = new Pause();
        context.cancel();
        assertThatThrownBy(() -> pause.here(context)).isInstanceOf(CancelledException.class);
    }

    @Test
    void a_hook_stops_what_runs_and_starts_only_that() throws Exception {
        ScriptedHook hook = ScriptedHook.stopping("worker").failUndo(1);
        try (LifecycleHook opened = hook.definition().open()) {
            opened.enter(context);
            assertThat(hook.isRunning()).isFalse();
            assertThatThrownBy(() -> opened.undo(context.undoRecords().get(0), context))
                    .isInstanceOf(HookException.class);
            opened.undo(context.undoRecords().get(0), context);
        }
        assertThat(hook.log()).containsExactly("stop worker", "start worker");
        assertThat(hook.open()).isZero();
        hook.running(false);
        try (LifecycleHook opened = hook.definition().open();
                TestRunContext other = new TestRunContext()) {
            opened.enter(other);
            assertThat(other.undoRecords()).isEmpty();
        }
    }

    @Test
    void a_clock_moves_only_when_it_is_told_to_and_in_all_zones() {
        ManualClock clock = ManualClock.at("2026-11-20T02:15:00Z");
        java.time.Clock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
        assertThat(clock.advance(Duration.ofMinutes(5))).isEqualTo(Instant.parse("2026-11-20T02:20:00Z"));
        assertThat(berlin.instant()).isEqualTo(clock.instant());
        clock.set(Instant.EPOCH);
        assertThat(berlin.instant()).isEqualTo(Instant.EPOCH);
        assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(clock).hasToString("1970-01-01T00:00:00Z[Z]");
    }

    @Test
    void events_are_kept_by_type_and_run() {
        EventRecorder recorder = new EventRecorder();
        BackupEvent entered = new HookEntered("r1", Instant.EPOCH, "stop");
        BackupEvent undone = new HookUndone("r2", Instant.EPOCH, "stop");
        recorder.onEvent(entered);
        recorder.onEvent(undone);
        assertThat(recorder.events()).containsExactly(entered, undone);
        assertThat(recorder.events(HookUndone.class)).hasSize(1);
        assertThat(recorder.eventsOf("r1")).containsExactly(entered);
        recorder.clear();
        assertThat(recorder.events()).isEmpty();
    }
}
