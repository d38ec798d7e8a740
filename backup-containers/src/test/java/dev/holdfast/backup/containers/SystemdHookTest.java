package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemdHookTest {

    @TempDir
    Path directory;

    private final TestRunContext context = new TestRunContext();
    private UnitFiles units;
    private SystemdHook hook;

    @BeforeEach
    void makeUnits() throws Exception {
        units = UnitFiles.in(directory, "shop.service", "worker.service");
        hook = SystemdHook.named("services").command(units.command()).stop("shop.service", "worker.service");
    }

    private void enter() throws Exception {
        try (LifecycleHook opened = hook.open()) {
            opened.enter(context);
        }
    }

    private void undo() throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            try (LifecycleHook opened = hook.open()) {
                opened.undo(record, context);
            }
        }
    }

    @Test
    void units_are_stopped_in_order_and_started_in_reverse() throws Exception {
        enter();
        assertThat(units.running()).isEmpty();
        undo();
        assertThat(units.acts())
                .containsExactly(
                        "stop shop.service", "stop worker.service", "start worker.service", "start shop.service");
        assertThat(context.claims()).containsExactly("unit:shop.service", "unit:worker.service");
    }

    @Test
    void a_unit_that_does_not_run_is_neither_stopped_nor_started() throws Exception {
        units.stopped("worker.service");
        enter();
        undo();
        assertThat(units.acts()).containsExactly("stop shop.service", "start shop.service");
        assertThat(units.running()).containsExactly("shop.service");
    }

    @Test
    void a_unit_that_another_run_stopped_is_part_of_the_pause() throws Exception {
        enter();
        UndoRecord shop = context.undoRecords().get(0);
        try (TestRunContext second = new TestRunContext().pausedByAnother(shop)) {
            try (LifecycleHook opened = hook.open()) {
                opened.enter(second);
            }
            assertThat(second.undoRecords()).extracting(UndoRecord::resource).containsExactly("unit:shop.service");
        }
    }

    @Test
    void a_unit_that_was_started_in_the_pause_is_told() throws Exception {
        enter();
        units.started("worker.service");
        List<String> disturbed = new ArrayList<>();
        try (LifecycleHook opened = hook.open()) {
            for (UndoRecord record : context.undoRecords()) {
                opened.disturbance(record, context).ifPresent(failure -> disturbed.add(failure.message()));
            }
        }
        assertThat(disturbed).containsExactly("unit:worker.service was to rest and runs again");
    }

    @Test
    void a_unit_that_does_not_start_is_told_with_its_managers_words() throws Exception {
        enter();
        units.breaks("worker.service");
        assertThatThrownBy(this::undo)
                .isInstanceOf(HookException.class)
                .hasMessage("cannot start unit worker.service: Job for worker.service failed.");
    }

    @Test
    void the_check_finds_units_that_are_not_there_and_a_tool_that_is_missing() throws Exception {
        try (LifecycleHook opened = hook.stop("shop.service", "gone.service").open()) {
            assertThat(opened.check(context)).extracting(Problem::code).containsExactly("HF-HOK-027");
        }
        try (LifecycleHook opened = hook.command("no-such-systemctl").open()) {
            assertThatThrownBy(() -> opened.check(context))
                    .isInstanceOf(HookException.class)
                    .hasMessageStartingWith("the command no-such-systemctl cannot be used: ");
        }
    }

    @Test
    void a_hook_without_units_is_refused() {
        assertThatThrownBy(() -> SystemdHook.named("services").open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("hook services names no unit");
    }
}
