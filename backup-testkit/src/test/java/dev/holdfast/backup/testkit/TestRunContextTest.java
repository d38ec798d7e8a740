package dev.holdfast.backup.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunningCommand;
import dev.holdfast.backup.spi.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestRunContextTest {

    private final TestRunContext context = new TestRunContext();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void a_tool_gets_input_and_environment_and_gives_output_errors_and_exit_code() throws Exception {
        Command command = new Command(
                List.of("sh", "-c", "cat; echo \"$GREETING\"; echo oops >&2; exit 3"),
                Map.of("GREETING", "hello"),
                null);
        try (RunningCommand running = context.commands().start(command)) {
            running.input().write("in\n".getBytes(UTF_8));
            running.input().close();
            assertThat(running.output().readAllBytes()).asString(UTF_8).isEqualTo("in\nhello\n");
            CommandResult result = running.await(Deadline.after(Duration.ofMinutes(1)));
            assertThat(result).isEqualTo(new CommandResult(3, "oops\n"));
            assertThat(context.open()).containsExactly("command sh");
        }
        assertThat(context.open()).isEmpty();
    }

    @Test
    void a_tool_that_passes_its_deadline_is_killed() throws Exception {
        try (RunningCommand running = context.commands().start(Command.of("sleep", "600"))) {
            assertThatThrownBy(() -> running.await(Deadline.after(Duration.ofMillis(1))))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.code()).isEqualTo("HF-RUN-011"));
        }
    }

    @Test
    void scratch_goes_with_its_close_or_with_the_context() throws Exception {
        Path first;
        try (Scratch scratch = context.scratch(10)) {
            first = scratch.directory();
            Files.createDirectories(first.resolve("a/b"));
        }
        Path second = context.scratch(0).directory();
        assertThat(first).doesNotExist();
        assertThat(second).isDirectory();
        assertThat(context.open()).hasSize(1);
        context.close();
        assertThat(second).doesNotExist();
    }

    @Test
    void cancel_runs_actions_once_and_later_ones_at_once() {
        List<String> ran = new ArrayList<>();
        Cancellation cancellation = context.cancellation();
        cancellation.check();
        cancellation.onCancel(() -> ran.add("first"));
        cancellation.onCancel(() -> ran.add("withdrawn")).close();
        context.cancel();
        context.cancel();
        cancellation.onCancel(() -> ran.add("late"));
        assertThat(ran).containsExactly("first", "late");
        assertThatThrownBy(cancellation::check).isInstanceOf(CancelledException.class);
    }

    @Test
    void helpers_run_on_named_threads_if_asked_for() throws Exception {
        context.pool(2);
        CompletableFuture<String> name = new CompletableFuture<>();
        context.executor().execute(() -> name.complete(Thread.currentThread().getName()));
        assertThat(name.get(1, TimeUnit.MINUTES)).startsWith("holdfast-test-run-");
        assertThat(context.parallelism()).isEqualTo(2);
    }

    @Test
    void progress_is_recorded() {
        context.progress().expect(10, 1);
        context.progress().advance(4, 1);
        context.progress().step("dump");
        assertThat(context.advancedBytes()).isEqualTo(4);
        assertThat(context.advancedEntries()).isEqualTo(1);
        assertThat(context.steps()).containsExactly("dump");
    }
}
