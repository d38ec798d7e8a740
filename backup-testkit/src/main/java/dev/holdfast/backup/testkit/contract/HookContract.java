package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.SimulatedKill;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@link LifecycleHook} as tests. Extend it and implement {@link #hook()}. */
@SuppressWarnings({"MemberName", "try"})
public abstract class HookContract extends Contract {

    /** For subclasses. */
    protected HookContract() {}

    /**
     * Makes a hook and the world that it acts on; called several times in a test, each time with a world as at the first.
     *
     * @return the hook and a look at its world
     * @throws Exception if it cannot be made
     */
    protected abstract HookUnderTest hook() throws Exception;

    private static void enter(HookUnderTest hook, TestRunContext context) throws Exception {
        try (LifecycleHook opened = hook.definition().open()) {
            opened.enter(context);
        }
    }

    /** Undoes all records, the last one first, each with a hook of its own, as a recovery in another process does. */
    private static void undoAll(HookUnderTest hook, TestRunContext context) throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            try (LifecycleHook opened = hook.definition().open();
                    TestRunContext recovery = new TestRunContext()) {
                opened.undo(record, recovery);
            }
        }
    }

    /** Kills the enter at its n-th record; tells whether it came so far. */
    private static boolean enterKilledAt(HookUnderTest hook, TestRunContext context, int number) {
        AtomicInteger count = new AtomicInteger();
        context.onUndo(record -> {
            if (count.incrementAndGet() == number) {
                throw new SimulatedKill("at undo record " + number);
            }
        });
        Throwable thrown = catchThrowable(() -> enter(hook, context));
        return thrown instanceof SimulatedKill;
    }

    /** HOOK-01. If it fails: write the record first, then act; a record that was not needed does no harm. */
    @Test
    @DisplayName("HOOK-01 enter writes an undo record before each act that needs a way back")
    public void HOOK_01_a_record_comes_before_each_act() {
        prove("HOOK-01", () -> {
            int records;
            HookUnderTest whole = hook();
            Object untouched = whole.world();
            try (TestRunContext context = new TestRunContext()) {
                enter(whole, context);
                assertThat(whole.world())
                        .as("the world after enter; the hook of the test must change it")
                        .isNotEqualTo(untouched);
                records = context.undoRecords().size();
                assertThat(records)
                        .as("undo records of an enter that changes the world")
                        .isPositive();
                undoAll(whole, context);
            }
            for (int number = 1; number <= records; number++) {
                HookUnderTest hook = hook();
                Object before = hook.world();
                try (TestRunContext context = new TestRunContext()) {
                    assertThat(enterKilledAt(hook, context, number))
                            .as("the kill at record %d", number)
                            .isTrue();
                    if (number == 1) {
                        assertThat(hook.world())
                                .as("the world when the first record is written")
                                .isEqualTo(before);
                    }
                    undoAll(hook, context);
                    assertThat(hook.world())
                            .as("the world after a kill at record %d and the undo of all records", number)
                            .isEqualTo(before);
                }
            }
        });
    }

    /** HOOK-02. If it fails: look whether there is something to undo; started already, or never stopped, is no error. */
    @Test
    @DisplayName("HOOK-02 undo is idempotent and works for an act that never happened")
    public void HOOK_02_undo_is_idempotent() {
        prove("HOOK-02", () -> {
            HookUnderTest hook = hook();
            Object before = hook.world();
            try (TestRunContext context = new TestRunContext()) {
                enter(hook, context);
                undoAll(hook, context);
                undoAll(hook, context);
                assertThat(hook.world()).as("the world after two undos").isEqualTo(before);
            }
            HookUnderTest killed = hook();
            Object untouched = killed.world();
            try (TestRunContext context = new TestRunContext()) {
                enterKilledAt(killed, context, 1);
                undoAll(killed, context);
                undoAll(killed, context);
                assertThat(killed.world())
                        .as("the world after two undos of an act that never happened")
                        .isEqualTo(untouched);
            }
        });
    }

    /** HOOK-03. If it fails: what does the hook remember in a field? Put it into the record. */
    @Test
    @DisplayName("HOOK-03 undo needs nothing but the record")
    public void HOOK_03_undo_needs_nothing_but_the_record() {
        prove("HOOK-03", () -> {
            HookUnderTest hook = hook();
            Object before = hook.world();
            try (TestRunContext context = new TestRunContext()) {
                enter(hook, context);
                for (UndoRecord record : context.undoRecords()) {
                    assertThat(record.owner().name())
                            .as("the owner's name in an undo record")
                            .isEqualTo(hook.definition().name());
                    assertThat(record.type())
                            .as("the type in an undo record")
                            .isEqualTo(hook.definition().type());
                }
                undoAll(hook, context);
                assertThat(hook.world())
                        .as("the world after an undo by a new hook")
                        .isEqualTo(before);
            }
        });
    }

    /** HOOK-04. If it fails: does enter swallow the failure, or clean up by itself and lose the record's meaning? */
    @Test
    @DisplayName("HOOK-04 a failed enter throws, and its records undo what it did")
    public void HOOK_04_a_failed_enter_throws() {
        prove("HOOK-04", () -> {
            HookUnderTest hook = hook();
            Object before = hook.world();
            Proof breaking = hook.breaking().orElse(null);
            if (breaking == null) {
                skip("HOOK-04", "describe with brokenBy(…) how enter fails");
                return;
            }
            breaking.run();
            try (TestRunContext context = new TestRunContext()) {
                Throwable thrown = catchThrowable(() -> enter(hook, context));
                assertThat(thrown).as("what a failing enter throws").isInstanceOf(Exception.class);
                undoAll(hook, context);
                assertThat(hook.world())
                        .as("the world after a failed enter and its undo")
                        .isEqualTo(before);
            }
        });
    }

    /** HOOK-05. If it fails: check the cancellation before each act, and end every wait by {@code onCancel} or an interrupt. */
    @Test
    @DisplayName("HOOK-05 enter ends soon after a cancel, with an exception")
    public void HOOK_05_cancel_ends_enter() {
        prove("HOOK-05", () -> {
            HookUnderTest early = hook();
            try (TestRunContext context = new TestRunContext()) {
                context.cancel();
                assertCancelled(early, context, "cancelled before");
            }
            HookUnderTest late = hook();
            Object before = late.world();
            try (TestRunContext context = new TestRunContext()) {
                context.onUndo(record -> context.cancel());
                assertCancelled(late, context, "cancelled at its first undo record");
                undoAll(late, context);
                assertThat(late.world())
                        .as("the world after a cancelled enter and its undo")
                        .isEqualTo(before);
            }
        });
    }

    private void assertCancelled(HookUnderTest hook, TestRunContext context, String when) {
        Throwable thrown = catchThrowable(() -> inTime("an enter " + when, () -> enter(hook, context)));
        assertThat(thrown).as("what an enter throws that is %s", when).isInstanceOf(Exception.class);
    }

    /** HOOK-06. If it fails: compare the world with the record: what did enter change that no record knows? */
    @Test
    @DisplayName("HOOK-06 after all records are undone the world is as it was before enter")
    public void HOOK_06_undo_gives_the_world_before_enter() {
        prove("HOOK-06", () -> {
            HookUnderTest hook = hook();
            Object before = hook.world();
            for (int round = 1; round <= 2; round++) {
                try (TestRunContext context = new TestRunContext()) {
                    enter(hook, context);
                    undoAll(hook, context);
                    assertThat(hook.world())
                            .as("the world after enter and undo, round %d", round)
                            .isEqualTo(before);
                }
            }
        });
    }

    /** HOOK-07. If it fails: what does check stop, write or record? It may only look. */
    @Test
    @DisplayName("HOOK-07 check changes nothing")
    public void HOOK_07_check_changes_nothing() {
        prove("HOOK-07", () -> {
            HookUnderTest hook = hook();
            Object before = hook.world();
            try (TestRunContext context = new TestRunContext();
                    LifecycleHook opened = hook.definition().open()) {
                opened.check(context);
                assertThat(context.undoRecords()).as("undo records of a check").isEmpty();
                assertThat(hook.world()).as("the world after a check").isEqualTo(before);
            }
        });
    }

    /** HOOK-08. If it fails: does enter take what another run stopped for something that did not run? The claim tells which it is. */
    @Test
    @DisplayName("HOOK-08 enter joins the pause of another run")
    public void HOOK_08_enter_joins_the_pause_of_another_run() {
        prove("HOOK-08", () -> {
            HookUnderTest hook = hook();
            Object before = hook.world();
            try (TestRunContext first = new TestRunContext();
                    TestRunContext second = new TestRunContext()) {
                enter(hook, first);
                List<UndoRecord> shared = first.undoRecords().stream()
                        .filter(record -> first.claims().contains(record.resource()))
                        .toList();
                if (shared.isEmpty()) {
                    undoAll(hook, first);
                    skip("HOOK-08", "the hook claims nothing, so nobody shares its pauses");
                    return;
                }
                shared.forEach(second::pausedByAnother);
                enter(hook, second);
                assertThat(second.undoRecords())
                        .as("undo records of an enter that joins a pause")
                        .extracting(UndoRecord::resource)
                        .containsAll(shared.stream().map(UndoRecord::resource).toList());
                undoAll(hook, second);
                assertThat(hook.world())
                        .as("the world after the last one out undid its records")
                        .isEqualTo(before);
            }
        });
    }
}
