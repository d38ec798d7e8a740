package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandHookTest {

    @TempDir
    Path directory;

    private final TestRunContext context = new TestRunContext();

    private CommandHook hook() {
        return CommandHook.named("drain").directory(directory);
    }

    private void enter(CommandHook hook) throws Exception {
        try (LifecycleHook opened = hook.open()) {
            opened.enter(context);
        }
    }

    private void undo(CommandHook hook) throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            try (LifecycleHook opened = hook.open()) {
                opened.undo(record, context);
            }
        }
    }

    @Test
    void both_commands_see_the_facts_of_the_run_and_the_variables_of_the_hook() throws Exception {
        String print = "echo $HOLDFAST_RUN $HOLDFAST_HOOK $HOLDFAST_PHASE $HOLDFAST_ACT $SHOP >>facts";
        CommandHook hook =
                hook().environment("SHOP", "main").before("sh", "-c", print).after("sh", "-c", print);
        context.phase(HookPhase.RESTORE);
        enter(hook);
        undo(hook);
        assertThat(Files.readAllLines(directory.resolve("facts")))
                .containsExactly(
                        context.run() + " drain restore before main", context.run() + " drain restore after main");
    }

    @Test
    void arguments_are_read_by_no_shell() throws Exception {
        enter(hook().before("touch", "a b; echo $HOME"));
        assertThat(directory.resolve("a b; echo $HOME")).exists();
    }

    @Test
    void a_failing_command_before_fails_with_its_last_words_and_the_one_after_is_run_all_the_same() throws Exception {
        CommandHook hook = hook().before("sh", "-c", "echo first; echo the queue is stuck >&2; exit 3")
                .after("touch", "back");
        assertThatThrownBy(() -> enter(hook))
                .isInstanceOf(HookException.class)
                .hasMessage("the command before of hook drain failed with exit code 3: the queue is stuck")
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-HOK-021");
        undo(hook);
        assertThat(directory.resolve("back")).exists();
    }

    @Test
    void a_program_that_is_not_there_is_told_as_that() {
        assertThatThrownBy(() -> enter(hook().before("no-such-program")))
                .isInstanceOf(HookException.class)
                .hasMessageStartingWith("hook drain cannot start no-such-program: ")
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-HOK-023");
    }

    @Test
    void exit_code_75_only_warns() throws Exception {
        enter(hook().before("sh", "-c", "exit 75").after("true"));
        assertThat(context.problems()).extracting(Problem::severity).containsExactly(Severity.WARNING);
        assertThat(context.problems()).extracting(Problem::code).containsExactly("HF-HOK-021");
    }

    @Test
    void a_command_after_that_fails_is_an_undo_that_failed() throws Exception {
        CommandHook hook = hook().before("true").after("false");
        enter(hook);
        assertThatThrownBy(() -> undo(hook)).isInstanceOf(HookException.class);
    }

    @Test
    void a_command_that_takes_too_long_is_killed() {
        context.deadline(Duration.ofMillis(200));
        assertThatThrownBy(() -> enter(hook().before("sleep", "600")))
                .isInstanceOf(HookException.class)
                .hasMessageContaining("did not end in time");
        assertThat(context.open()).isEmpty();
    }

    @Test
    void a_command_that_is_cancelled_is_killed() {
        context.onUndo(record -> new Thread(context::cancel, "holdfast-test-cancel").start());
        assertThatThrownBy(() -> enter(hook().before("sleep", "600").after("true")))
                .isInstanceOf(CancelledException.class);
        assertThat(context.open()).isEmpty();
    }

    @Test
    void much_output_stops_nothing() throws Exception {
        enter(hook().before("sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo 0123456789abcdef; i=$((i+1)); done"));
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void a_hook_with_only_a_command_before_has_nothing_to_take_back() throws Exception {
        enter(hook().before("true"));
        assertThat(context.undoRecords()).isEmpty();
    }

    @Test
    void a_hook_without_a_command_is_refused() {
        assertThatThrownBy(() -> CommandHook.named("drain").open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("hook drain names no command");
    }

    @Test
    void the_check_finds_programs_and_directories_that_are_not_there() throws Exception {
        CommandHook hook =
                CommandHook.named("drain").directory(directory.resolve("gone")).before("/no/such/program");
        try (LifecycleHook opened = hook.open()) {
            assertThat(opened.check(context)).extracting(Problem::code).containsExactly("HF-HOK-024", "HF-HOK-023");
        }
        try (LifecycleHook opened = hook().before("true").open()) {
            assertThat(opened.check(context)).isEmpty();
        }
    }
}
