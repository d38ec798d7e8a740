package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.SimulatedKill;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link StagedRestore} and {@link dev.holdfast.backup.spi.Undoable} as tests, for targets. Extend it and implement {@link
 * #target()}; {@link TargetUnderTest#leftoversIn} lets it see what is left beside the live data.
 */
@SuppressWarnings({"MemberName", "try"})
public abstract class StagedRestoreContract extends Contract {

    /** For subclasses. */
    protected StagedRestoreContract() {}

    /**
     * Makes a target with live data of its own, which has the ability {@link StagedRestore}; called once per test.
     *
     * @return the target and what may be done to its data
     * @throws Exception if it cannot be made
     */
    protected abstract TargetUnderTest target() throws Exception;

    /** {@return the format of archives that the target writes to; {@link MemoryArchiver} by default} */
    protected Archiver archiver() {
        return new MemoryArchiver();
    }

    /** A backup of data that were then changed, and both states. */
    private static final class Situation implements AutoCloseable {
        final TargetTrial trial;
        final MemoryBackup backup;
        final SortedMap<String, String> backedUp;
        final SortedMap<String, String> changed;
        final List<String> beside;
        final TestRunContext context = new TestRunContext().pool(2);

        Situation(TargetTrial trial) throws Exception {
            this.trial = trial;
            this.backup = trial.capture();
            this.backedUp = trial.subject().content(backup);
            trial.subject().change();
            this.changed = trial.live();
            this.beside = trial.subject().leftovers();
        }

        /** Does something with a target of its own, as another process would. */
        void with(StagedAct act) throws Exception {
            try (BackupTarget target = trial.open()) {
                act.run(target.ability(StagedRestore.class)
                        .orElseThrow(() -> new AssertionError("the target has no ability StagedRestore")));
            }
        }

        RestoredCopy stage() throws Exception {
            List<RestoredCopy> copies = new ArrayList<>();
            with(staged -> copies.add(staged.stage(backup.reader(), RestoreRequest.staged(), context)));
            return copies.get(0);
        }

        void stageAndSwap() throws Exception {
            RestoredCopy copy = stage();
            with(staged -> staged.swap(copy, context));
        }

        void undoAll() throws Exception {
            List<UndoRecord> records = new ArrayList<>(context.undoRecords());
            Collections.reverse(records);
            for (UndoRecord record : records) {
                undo(record);
            }
        }

        void undo(UndoRecord record) throws Exception {
            try (TestRunContext recovery = new TestRunContext()) {
                with(staged -> staged.undo(record, recovery));
            }
        }

        void releaseAll() throws Exception {
            for (UndoRecord record : context.undoRecords()) {
                try (TestRunContext confirm = new TestRunContext()) {
                    with(staged -> staged.release(record, confirm));
                }
            }
        }

        void assertOld(String when) throws Exception {
            trial.assertLive(changed, when);
            assertThat(trial.subject().leftovers())
                    .as("what lies beside the live data %s", when)
                    .isEqualTo(beside);
        }

        @Override
        public void close() {
            context.close();
            backup.close();
        }
    }

    private interface StagedAct {
        void run(StagedRestore staged) throws Exception;
    }

    private Situation situation() throws Exception {
        return new Situation(new TargetTrial(target(), archiver()));
    }

    /** STAGED-01. If it fails: where is the copy made? Beside the live one, under a name that the undo record has already. */
    @Test
    @DisplayName("STAGED-01 stage does not touch the live one and writes an undo record before it creates anything")
    public void STAGED_01_stage_does_not_touch_the_live_one() {
        prove("STAGED-01", () -> {
            try (Situation situation = situation()) {
                List<List<String>> besideAtRecord = new ArrayList<>();
                situation.context.onUndo(record -> besideAtRecord.add(look(situation)));
                situation.stage();
                assertThat(besideAtRecord)
                        .as("undo records that stage wrote, with what lay beside the live data then")
                        .isNotEmpty();
                assertThat(besideAtRecord.get(0))
                        .as("what lay beside the live data when the first undo record was written")
                        .isEqualTo(situation.beside);
                situation.trial.assertLive(situation.changed, "after stage");
            }
        });
    }

    private static List<String> look(Situation situation) {
        try {
            return situation.trial.subject().leftovers();
        } catch (Exception e) {
            throw new AssertionError("the look at what lies beside fails: " + e, e);
        }
    }

    /** STAGED-02. If it fails: which act comes before its record, or needs two acts that a kill can part? */
    @Test
    @DisplayName("STAGED-02 killed at any record of stage and swap, undo of the records gives the old state, whole")
    public void STAGED_02_undo_after_a_kill_gives_the_old_state() {
        prove("STAGED-02", () -> {
            int records;
            try (Situation whole = situation()) {
                RestoredCopy copy = whole.stage();
                int staged = whole.context.undoRecords().size();
                whole.with(target -> target.swap(copy, whole.context));
                records = whole.context.undoRecords().size();
                assertThat(records)
                        .as("undo records after swap, which writes one before its first act")
                        .isGreaterThan(staged);
                whole.undoAll();
                whole.assertOld("after an undo of all records");
            }
            for (int kill = 1; kill <= records; kill++) {
                try (Situation situation = situation()) {
                    int at = kill;
                    AtomicInteger count = new AtomicInteger();
                    situation.context.onUndo(record -> {
                        if (count.incrementAndGet() == at) {
                            throw new SimulatedKill("at undo record " + at);
                        }
                    });
                    Throwable thrown = catchThrowable(situation::stageAndSwap);
                    assertThat(thrown).as("the kill at undo record %d", kill).isInstanceOf(SimulatedKill.class);
                    situation.undoAll();
                    situation.assertOld("after a kill at undo record " + kill + " of " + records + " and the undo");
                }
            }
        });
    }

    /** STAGED-03. If it fails: rename the old one instead of removing it, and keep it until it is released. */
    @Test
    @DisplayName("STAGED-03 after swap the old one is kept until undo brings it back")
    public void STAGED_03_the_old_one_is_kept_until_undo() {
        prove("STAGED-03", () -> {
            try (Situation situation = situation()) {
                situation.stageAndSwap();
                situation.trial.assertLive(situation.backedUp, "after swap");
                situation.undoAll();
                situation.trial.assertLive(situation.changed, "after swap and undo");
            }
        });
    }

    /** STAGED-04. If it fails: what does release leave behind, or take too much of? */
    @Test
    @DisplayName("STAGED-04 release of the records after a swap leaves the new state and nothing else")
    public void STAGED_04_release_leaves_the_new_state_and_nothing_else() {
        prove("STAGED-04", () -> {
            try (Situation situation = situation()) {
                situation.stageAndSwap();
                situation.releaseAll();
                situation.trial.assertLive(situation.backedUp, "after swap and release");
                assertThat(situation.trial.subject().leftovers())
                        .as("what lies beside the live data after swap and release")
                        .isEqualTo(situation.beside);
            }
        });
    }

    /** UNDO-01. If it fails: look what is there before you act; what is undone already, or never happened, needs nothing. */
    @Test
    @DisplayName("UNDO-01 undo is idempotent: done again, or before the act, it leaves the same state and succeeds")
    public void UNDO_01_undo_is_idempotent() {
        prove("UNDO-01", () -> {
            try (Situation situation = situation()) {
                situation.stageAndSwap();
                situation.undoAll();
                situation.undoAll();
                situation.undoAll();
                situation.assertOld("after three undos of all records");
            }
            try (Situation situation = situation()) {
                situation.context.onUndo(record -> {
                    throw new SimulatedKill("before the act");
                });
                assertThat(catchThrowable(situation::stage)).as("the kill").isInstanceOf(SimulatedKill.class);
                situation.undoAll();
                situation.undoAll();
                situation.assertOld("after two undos of an act that never happened");
            }
        });
    }

    /** UNDO-02. If it fails: what does the target remember that the record should hold? */
    @Test
    @DisplayName("UNDO-02 undo needs nothing but the record: it works with a new object")
    public void UNDO_02_undo_needs_nothing_but_the_record() {
        prove("UNDO-02", () -> {
            try (Situation situation = situation()) {
                situation.stageAndSwap();
                for (UndoRecord record : situation.context.undoRecords()) {
                    assertThat(record.owner().name())
                            .as("the owner's name in an undo record")
                            .isEqualTo(
                                    situation.trial.subject().definition().id().name());
                    assertThat(record.type())
                            .as("the type in an undo record")
                            .isEqualTo(situation.trial.subject().definition().type());
                }
                situation.undoAll();
                situation.assertOld("after an undo by new objects");
            }
        });
    }

    /** UNDO-03. If it fails: what is released already needs nothing. */
    @Test
    @DisplayName("UNDO-03 release is idempotent")
    public void UNDO_03_release_is_idempotent() {
        prove("UNDO-03", () -> {
            try (Situation situation = situation()) {
                situation.stageAndSwap();
                situation.releaseAll();
                situation.releaseAll();
                situation.trial.assertLive(situation.backedUp, "after two releases");
            }
        });
    }
}
