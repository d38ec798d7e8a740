package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Units of a real systemd, which manages those of a user. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemdHookIT {

    @TempDir
    Path directory;

    private final TestRunContext context = new TestRunContext();
    private UserManager manager;

    @BeforeEach
    void startUnits() throws Exception {
        manager = UserManager.start(
                directory,
                "shop.service",
                "[Service]\nRestart=always\nExecStart=sleep 3600\n",
                "slow.service",
                "[Service]\nExecStart=sleep 3600\nExecStop=sleep 2\n",
                "once.service",
                "[Service]\nExecCondition=test ! -e " + directory.resolve("once") + "\nExecStart=sleep 3600\n"
                        + "ExecStopPost=touch " + directory.resolve("once") + "\n",
                "fails.service",
                "[Service]\nType=notify\nTimeoutStartSec=1\nExecStart=sh -c 'test ! -e " + directory.resolve("broken")
                        + " && systemd-notify --ready; sleep 3600'\nNotifyAccess=all\n",
                "idle.service",
                "[Service]\nExecStart=sleep 3600\n");
        manager.systemctl("start", "shop.service", "slow.service", "once.service");
    }

    @AfterEach
    void end() throws Exception {
        if (manager != null) {
            manager.close();
        }
        context.close();
    }

    private SystemdHook hook(String... units) {
        return SystemdHook.named("services").command(manager.command()).stop(units);
    }

    private void enter(SystemdHook hook) throws Exception {
        try (LifecycleHook opened = hook.open()) {
            opened.enter(context);
        }
    }

    private void undo() throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            try (LifecycleHook opened = new SystemdHookProvider()
                    .create(record.owner().name(), record.settings())
                    .open()) {
                opened.undo(record, context);
            }
        }
    }

    @Test
    void units_that_run_are_stopped_and_only_those_are_started_again() throws Exception {
        enter(hook("shop.service", "idle.service", "slow.service"));
        assertThat(manager.state("shop.service")).isEqualTo("inactive");
        assertThat(manager.state("slow.service")).isEqualTo("inactive");
        undo();
        assertThat(manager.state("shop.service")).isEqualTo("active");
        assertThat(manager.state("slow.service")).isEqualTo("active");
        assertThat(manager.state("idle.service")).isEqualTo("inactive");
        undo();
        assertThat(manager.state("idle.service")).isEqualTo("inactive");
    }

    /** As behind a kill of our process: the unit was told to stop, and does so when we are gone. */
    @Test
    void a_stop_that_goes_on_behind_us_gives_way_to_the_start() throws Exception {
        context.onUndo(record -> {
            throw new IllegalStateException("killed behind the record");
        });
        assertThat(catchThrowableOfType(IllegalStateException.class, () -> enter(hook("slow.service"))))
                .isNotNull();
        manager.systemctl("stop", "--no-block", "slow.service");
        undo();
        assertThat(manager.state("slow.service")).isEqualTo("active");
        // For longer than that stop would have taken.
        for (int i = 0; i < 30; i++) {
            assertThat(manager.state("slow.service")).isEqualTo("active");
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Test
    void a_unit_that_was_started_in_the_pause_is_told() throws Exception {
        SystemdHook hook = hook("shop.service");
        enter(hook);
        try (LifecycleHook opened = hook.open()) {
            assertThat(opened.disturbance(context.undoRecords().get(0), context))
                    .isEmpty();
            manager.systemctl("start", "shop.service");
            assertThat(opened.disturbance(context.undoRecords().get(0), context))
                    .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("HF-HOK-039"));
        }
        undo();
    }

    @Test
    void a_unit_whose_condition_forbids_its_start_is_told() throws Exception {
        enter(hook("once.service"));
        HookException failure = catchThrowableOfType(HookException.class, this::undo);
        assertThat(failure).hasMessage("cannot start unit once.service: it was started and does not run");
        Files.delete(directory.resolve("once"));
        undo();
        assertThat(manager.state("once.service")).isEqualTo("active");
    }

    @Test
    void a_unit_that_does_not_start_is_told_with_the_words_of_systemd() throws Exception {
        manager.systemctl("start", "fails.service");
        enter(hook("fails.service"));
        Files.createFile(directory.resolve("broken"));
        HookException failure = catchThrowableOfType(HookException.class, this::undo);
        assertThat(failure.code()).isEqualTo("HF-HOK-026");
        assertThat(failure).hasMessageStartingWith("cannot start unit fails.service: ");
    }

    @Test
    void the_check_finds_units_that_are_not_there_and_a_manager_that_does_not_run() throws Exception {
        try (LifecycleHook opened = hook("shop.service", "gone.service").open()) {
            assertThat(opened.check(context))
                    .extracting(Problem::message)
                    .containsExactly("there is no unit gone.service: it is not-found");
        }
        manager.close();
        SystemdHook hook = hook("shop.service");
        try (LifecycleHook opened = hook.open()) {
            assertThat(opened.check(context)).extracting(Problem::code).containsExactly("HF-HOK-026");
            HookException failure = catchThrowableOfType(HookException.class, () -> opened.enter(context));
            assertThat(failure).hasMessageStartingWith("cannot look at unit shop.service: Failed to connect to bus");
        }
    }
}
