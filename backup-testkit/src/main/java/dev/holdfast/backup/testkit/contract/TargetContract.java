package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@link BackupTarget} as tests. Extend it and implement {@link #target()}. */
@SuppressWarnings({"MemberName", "try"})
public abstract class TargetContract extends Contract {

    /** For subclasses. */
    protected TargetContract() {}

    /**
     * Makes a target with live data of its own; called once per test.
     *
     * @return the target and what may be done to its data
     * @throws Exception if it cannot be made
     */
    protected abstract TargetUnderTest target() throws Exception;

    /** {@return the format of archives that the target writes to; {@link MemoryArchiver} by default} */
    protected Archiver archiver() {
        return new MemoryArchiver();
    }

    private TargetTrial trial() throws Exception {
        return new TargetTrial(target(), archiver());
    }

    /** TARGET-01. If it fails: build the id from the configuration alone. */
    @Test
    @DisplayName("TARGET-01 the id is the same at every call and for every target of the definition")
    public void TARGET_01_the_id_is_always_the_same() {
        prove("TARGET-01", () -> {
            TargetTrial trial = trial();
            for (int i = 0; i < 3; i++) {
                try (BackupTarget target = trial.open()) {
                    assertThat(target.id())
                            .as("the id of an opened target")
                            .isEqualTo(trial.subject().definition().id());
                    assertThat(target.id()).as("the id, asked again").isEqualTo(target.id());
                }
            }
        });
    }

    /** TARGET-02. If it fails: did you return before the archive was finished, or in spite of an error? */
    @Test
    @DisplayName("TARGET-02 capture returning means the backup is whole")
    public void TARGET_02_returning_means_whole() {
        prove("TARGET-02", () -> {
            TargetTrial trial = trial();
            try (MemoryBackup backup = trial.capture()) {
                assertThat(backup.incomplete())
                        .as("what was begun and not completed when capture returned")
                        .isEmpty();
            }
        });
    }

    /**
     * TARGET-03. If it fails: is something left out by capture, or passed over by restore? What was changed or removed since the backup must be
     * as it was; what was added since may stay, if that is the target's way to restore in place.
     */
    @Test
    @DisplayName("TARGET-03 what capture wrote, restore brings back from the backup alone")
    public void TARGET_03_restore_brings_back_what_capture_wrote() {
        prove("TARGET-03", () -> {
            TargetTrial trial = trial();
            try (MemoryBackup backup = trial.capture()) {
                SortedMap<String, String> before = trial.subject().content(backup);
                trial.subject().change();
                assertThat(trial.live())
                        .as("the live data after they were changed; the change of the test must be one")
                        .isNotEqualTo(before);
                trial.restore(backup);
                assertThat(trial.live())
                        .as(
                                "the live data after the restore, as a capture sees them, which must have all that was backed up")
                        .containsAllEntriesOf(before);
            }
        });
    }

    /** TARGET-04. If it fails: write an artifact, even an empty one; a backup without one looks like a failure. */
    @Test
    @DisplayName("TARGET-04 capture writes at least one artifact or archive")
    public void TARGET_04_capture_writes_at_least_one_artifact() {
        prove("TARGET-04", () -> {
            try (MemoryBackup backup = trial().capture()) {
                assertThat(backup.manifest().artifacts())
                        .as("artifacts of the role data")
                        .anyMatch(artifact -> artifact.role() == dev.holdfast.backup.ArtifactRole.DATA);
            }
        });
    }

    /** TARGET-05. If it fails: put every stream and archive into a try statement that closes it. */
    @Test
    @DisplayName("TARGET-05 at most one stream or archive is open at a time, and every one is closed, on every path")
    public void TARGET_05_every_stream_is_closed_on_every_path() {
        prove("TARGET-05", () -> {
            TargetTrial trial = trial();
            long bytes;
            try (MemoryBackup backup = trial.capture()) {
                assertThat(backup.violations()).as("violations").isEmpty();
                assertThat(backup.open()).as("what is open after capture").isEmpty();
                bytes = backup.written();
            }
            for (long after : new long[] {0, bytes / 3, bytes - 1}) {
                try (MemoryBackup backup = trial.newBackup();
                        BackupTarget target = trial.open();
                        TestRunContext context = new TestRunContext()) {
                    backup.failWrites(after, full());
                    Throwable thrown = catchThrowable(() -> target.capture(backup.sink(), context));
                    assertThat(backup.open())
                            .as("what is open after a capture that failed at byte %d with %s", after, thrown)
                            .isEmpty();
                    assertThat(context.open())
                            .as("scratch and commands that are open then")
                            .isEmpty();
                }
            }
        });
    }

    private static StoreException full() {
        return new StoreException(Failure.of("TESTKIT-041", "no space left, as the contract wants it"));
    }

    /**
     * TARGET-06. If it fails: let the exception of the stream pass; check the cancellation in every loop, and end every wait by {@code onCancel}
     * or an interrupt.
     */
    @Test
    @DisplayName("TARGET-06 cancel ends capture and restore soon, with an exception")
    public void TARGET_06_cancel_ends_capture_and_restore() {
        prove("TARGET-06", () -> {
            TargetTrial trial = trial();
            try (MemoryBackup backup = trial.newBackup()) {
                assertCancelled("capture", trial, backup, (target, context) -> target.capture(backup.sink(), context));
            }
            try (MemoryBackup backup = trial.capture()) {
                assertCancelled(
                        "restore",
                        trial,
                        backup,
                        (target, context) ->
                                target.restore(backup.reader(), trial.subject().request(), context));
            }
        });
    }

    private interface Act {
        void run(BackupTarget target, TestRunContext context) throws Exception;
    }

    /** Cancels an act in the middle: when it first uses the backup, whose streams then throw as the engine's do. */
    private void assertCancelled(String what, TargetTrial trial, MemoryBackup backup, Act act) throws Exception {
        try (BackupTarget target = trial.open();
                TestRunContext context = new TestRunContext().pool(2)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            backup.beforeEach(() -> {
                begun.countDown();
                awaitUninterruptibly(cancelled);
                context.cancellation().check();
            });
            Attempt attempt = Attempt.start("a cancelled " + what, () -> act.run(target, context));
            while (!begun.await(20, TimeUnit.MILLISECONDS) && !attempt.isDone()) {
                Thread.onSpinWait();
            }
            context.cancel();
            attempt.interrupt();
            cancelled.countDown();
            Throwable thrown = catchThrowable(() -> attempt.await(patience()));
            assertThat(thrown).as("what a cancelled %s throws", what).isNotNull();
            assertThat(thrown).as("what a cancelled %s throws, in time", what).isInstanceOf(Exception.class);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    latch.await();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** TARGET-07. If it fails: catch only what you can handle, and let the rest pass; a helper thread must hand over the exception itself. */
    @Test
    @DisplayName("TARGET-07 a StoreException from the sink is passed on, not swallowed or wrapped")
    public void TARGET_07_a_StoreException_is_passed_on() {
        prove("TARGET-07", () -> {
            TargetTrial trial = trial();
            long bytes;
            try (MemoryBackup backup = trial.capture()) {
                bytes = backup.written();
            }
            for (long after : new long[] {0, bytes / 2, Math.max(0, bytes - 1)}) {
                StoreException full = full();
                try (MemoryBackup backup = trial.newBackup();
                        BackupTarget target = trial.open();
                        TestRunContext context = new TestRunContext()) {
                    backup.failWrites(after, full);
                    Throwable thrown = catchThrowable(() -> target.capture(backup.sink(), context));
                    assertThat(thrown)
                            .as("what capture throws when the sink fails after %d of %d bytes", after, bytes)
                            .isSameAs(full);
                }
            }
        });
    }

    /** TARGET-08. If it fails: what do they create, lock or write? Nothing may remain, and no undo record is needed. */
    @Test
    @DisplayName("TARGET-08 check and preview have no side effects")
    public void TARGET_08_check_and_preview_have_no_side_effects() {
        prove("TARGET-08", () -> {
            TargetTrial trial = trial();
            try (MemoryBackup backup = trial.capture();
                    TestRunContext context = new TestRunContext()) {
                trial.subject().change();
                SortedMap<String, String> before = trial.live();
                java.util.List<String> beside = trial.subject().leftovers();
                try (BackupTarget target = trial.open()) {
                    assertThat(target.check(context)).as("what check finds").isNotNull();
                    assertThat(target.preview(backup.reader(), trial.subject().request(), context))
                            .as("the preview")
                            .isNotNull();
                    assertThat(target.preview(backup.reader(), RestoreRequest.staged(), context))
                            .as("the preview of a staged restore")
                            .isNotNull();
                    target.check(context);
                }
                assertThat(context.undoRecords())
                        .as("undo records that they wrote")
                        .isEmpty();
                assertThat(context.open())
                        .as("scratch and commands that they left open")
                        .isEmpty();
                assertThat(trial.subject().leftovers())
                        .as("what lies beside the live data")
                        .isEqualTo(beside);
                trial.assertLive(before, "after check and preview");
            }
        });
    }

    /** TARGET-09. If it fails: does capture write to what it reads, or does the backup hold the time of the capture, or a random order? */
    @Test
    @DisplayName("TARGET-09 two captures of unchanged data hold the same data")
    public void TARGET_09_capture_does_not_change_what_it_captures() {
        prove("TARGET-09", () -> {
            TargetTrial trial = trial();
            SortedMap<String, String> first = trial.live();
            trial.assertLive(first, "after a capture");
            trial.assertLive(first, "after a further capture");
        });
    }

    /** TARGET-10. If it fails: remember that it is closed. */
    @Test
    @DisplayName("TARGET-10 close is idempotent")
    public void TARGET_10_close_is_idempotent() {
        prove("TARGET-10", () -> {
            TargetTrial trial = trial();
            BackupTarget unused = trial.open();
            unused.close();
            unused.close();
            try (MemoryBackup backup = trial.newBackup();
                    TestRunContext context = new TestRunContext()) {
                BackupTarget used = trial.open();
                used.capture(backup.sink(), context);
                used.close();
                used.close();
                used.close();
            }
        });
    }

    /** TARGET-11. If it fails: which exception is caught and forgotten? Report it as a problem with what could not be read. */
    @Test
    @DisplayName("TARGET-11 a failure to read part of the data is reported as a problem or thrown")
    public void TARGET_11_unreadable_data_are_reported_or_thrown() {
        prove("TARGET-11", () -> {
            TargetTrial trial = trial();
            Proof damage = trial.subject().damage().orElse(null);
            if (damage == null) {
                skip("TARGET-11", "describe with damagedBy(…) how part of the data becomes unreadable");
                return;
            }
            damage.run();
            try (MemoryBackup backup = trial.newBackup();
                    BackupTarget target = trial.open();
                    TestRunContext context = new TestRunContext()) {
                Throwable thrown = catchThrowable(() -> target.capture(backup.sink(), context));
                if (thrown == null) {
                    assertThat(context.problems())
                            .as("problems of a capture that could not read everything and returned")
                            .anyMatch(problem -> problem.severity() != Severity.INFO);
                }
            }
        });
    }
}
