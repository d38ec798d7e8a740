package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.HookException;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LxcHookIT {

    @TempDir
    Path directory;

    private static void undo(LifecycleHook hook, TestRunContext context) throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            hook.undo(record, context);
        }
    }

    @Test
    void containers_that_run_are_stopped_and_only_those_are_started_again() throws Exception {
        try (LxcGuests guests = LxcGuests.in(directory.resolve("lxc"), "mail", "old", "web")) {
            guests.run("lxc-stop", "old", "-k");
            try (LifecycleHook hook = guests.hook().stop("mail", "old", "web").open();
                    TestRunContext context = new TestRunContext()) {
                hook.enter(context);
                assertThat(guests.states())
                        .containsOnlyKeys("mail", "old", "web")
                        .allSatisfy((name, state) -> assertThat(state).isEqualTo("STOPPED"));
                assertThat(context.undoRecords())
                        .extracting(UndoRecord::resource)
                        .containsExactly("lxc:mail@" + directory.resolve("lxc"), "lxc:web@" + directory.resolve("lxc"));
                undo(hook, context);
                assertThat(guests.states())
                        .containsEntry("mail", "RUNNING")
                        .containsEntry("old", "STOPPED")
                        .containsEntry("web", "RUNNING");
            }
        }
    }

    @Test
    void one_that_is_frozen_by_somebody_else_is_left_so() throws Exception {
        try (LxcGuests guests = LxcGuests.in(directory.resolve("lxc"), "mail", "web")) {
            guests.run("lxc-freeze", "web");
            try (LifecycleHook hook = guests.hook().freeze("mail", "web").open();
                    TestRunContext context = new TestRunContext()) {
                hook.enter(context);
                assertThat(guests.state("mail")).isEqualTo("FROZEN");
                undo(hook, context);
            }
            assertThat(guests.states()).containsEntry("mail", "RUNNING").containsEntry("web", "FROZEN");
        }
    }

    /** As behind a kill of our process: the container was told to shut down, and does so when we are gone. */
    @Test
    void a_shutdown_that_goes_on_behind_us_is_waited_for_before_the_start() throws Exception {
        try (LxcGuests guests = LxcGuests.in(directory.resolve("lxc"), "mail")) {
            LxcHook definition = guests.hook().stop("mail").stopTimeout(Duration.ofSeconds(20));
            List<UndoRecord> records;
            try (LifecycleHook hook = definition.open();
                    TestRunContext context = new TestRunContext()) {
                context.onUndo(record -> {
                    throw new IllegalStateException("killed behind the record");
                });
                assertThat(catchThrowableOfType(IllegalStateException.class, () -> hook.enter(context)))
                        .isNotNull();
                records = context.undoRecords();
            }
            assertThat(records).hasSize(1);
            guests.run("lxc-stop", "mail", "--nowait");
            try (LifecycleHook hook = definition.open();
                    TestRunContext recovery = new TestRunContext()) {
                hook.undo(records.get(0), recovery);
            }
            assertThat(guests.state("mail")).isEqualTo("RUNNING");
        }
    }

    @Test
    void a_container_that_somebody_thaws_in_the_pause_is_told() throws Exception {
        try (LxcGuests guests = LxcGuests.in(directory.resolve("lxc"), "mail");
                LifecycleHook hook = guests.hook().freeze("mail").open();
                TestRunContext context = new TestRunContext()) {
            hook.enter(context);
            assertThat(hook.disturbance(context.undoRecords().get(0), context)).isEmpty();
            guests.run("lxc-unfreeze", "mail");
            assertThat(hook.disturbance(context.undoRecords().get(0), context))
                    .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("HF-HOK-039"));
            undo(hook, context);
        }
    }

    @Test
    void a_container_that_is_not_there_is_found_by_check() throws Exception {
        try (LxcGuests guests = LxcGuests.in(directory.resolve("lxc"), "mail");
                LifecycleHook hook = guests.hook().stop("mail", "nobody").open();
                TestRunContext context = new TestRunContext()) {
            assertThat(hook.check(context))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo("HF-HOK-037"));
        }
    }

    @Test
    void a_container_that_does_not_come_back_is_told() throws Exception {
        try (LxcGuests guests = LxcGuests.in(directory.resolve("lxc"), "mail");
                LifecycleHook hook = guests.fragileHook().freeze("mail").open();
                TestRunContext context = new TestRunContext()) {
            hook.enter(context);
            guests.breakDown("mail");
            HookException failure = catchThrowableOfType(HookException.class, () -> undo(hook, context));
            assertThat(failure.code()).isEqualTo("HF-HOK-036");
            assertThat(failure).hasMessageContaining("cannot unfreeze LXC container mail: broken");
        }
    }
}
