package dev.holdfast.backup.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools run as they are asked to, and nothing of them is left. */
class ProcessCommandsTest {

    private static final Deadline SOON = Deadline.after(Duration.ofMinutes(1));

    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private final ProcessCommands commands = new ProcessCommands(task -> {
        Thread reader = new Thread(task, "tools-test");
        readers.add(reader);
        return reader;
    });

    /** A reader ends with its tool. */
    @AfterEach
    void no_reader_is_left() throws InterruptedException {
        for (Thread reader : readers) {
            reader.join(Duration.ofMinutes(1).toMillis());
            assertThat(reader.isAlive()).isFalse();
        }
    }

    private static Command shell(String script) {
        return Command.of("sh", "-c", script);
    }

    @Test
    void what_goes_in_and_out_is_the_tools_own() throws Exception {
        try (RunningCommand cat = commands.start(Command.of("cat"))) {
            cat.input().write("hello".getBytes(StandardCharsets.UTF_8));
            cat.input().close();
            assertThat(cat.output().readAllBytes()).asString().isEqualTo("hello");
            assertThat(cat.await(SOON)).isEqualTo(new CommandResult(0, ""));
        }
    }

    @Test
    void the_exit_code_and_the_end_of_a_long_standard_error_are_told() throws Exception {
        String script = "i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done; exit 3";
        try (RunningCommand noisy = commands.start(shell(script))) {
            CommandResult result = noisy.await(SOON);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.isSuccess()).isFalse();
            assertThat(result.errors()).endsWith("line 19999\n").hasSize(64 * 1024);
        }
    }

    @Test
    void environment_and_directory_are_the_tools_own(@TempDir Path directory) throws Exception {
        Command command = new Command(List.of("sh", "-c", "echo $GREETING; pwd"), Map.of("GREETING", "hi"), directory);
        try (RunningCommand tool = commands.start(command)) {
            assertThat(tool.output().readAllBytes()).asString().isEqualTo("hi\n" + directory.toRealPath() + "\n");
            assertThat(tool.await(SOON).isSuccess()).isTrue();
        }
    }

    @Test
    void a_tool_that_does_not_end_in_time_is_killed_with_its_children() throws Exception {
        try (RunningCommand slow = commands.start(shell("sleep 600 & echo $!; wait"))) {
            byte[] first = new byte[32];
            int length = slow.output().read(first);
            long child = Long.parseLong(new String(first, 0, length, StandardCharsets.US_ASCII).trim());
            assertThatThrownBy(() -> slow.await(Deadline.after(Duration.ofMillis(10))))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.code()).isEqualTo("HF-RUN-011"));
            ProcessHandle.of(child).ifPresent(handle -> {
                handle.onExit().join();
                assertThat(handle.isAlive()).isFalse();
            });
        }
    }

    @Test
    void a_child_that_outlives_its_tool_holds_up_nobody() throws Exception {
        try (RunningCommand tool = commands.start(shell("echo before >&2; sleep 600 >/dev/null & echo $!"))) {
            byte[] first = tool.output().readAllBytes();
            ProcessHandle child = ProcessHandle.of(Long.parseLong(new String(first, StandardCharsets.US_ASCII).trim()))
                    .orElseThrow();
            try {
                assertThat(tool.await(SOON)).isEqualTo(new CommandResult(0, "before\n"));
                no_reader_is_left();
                assertThat(child.isAlive()).isTrue();
            } finally {
                child.destroyForcibly();
            }
        }
    }

    @Test
    void a_tool_that_is_closed_takes_its_reader_with_it() throws Exception {
        try (RunningCommand tool = commands.start(shell("echo busy >&2; sleep 600"))) {
            assertThat(readers).hasSize(1);
            assertThat(tool.output()).isNotNull();
        }
        no_reader_is_left();
    }

    @Test
    void a_host_that_makes_no_thread_leaves_no_tool_behind(@TempDir Path directory) {
        ProcessCommands poor = new ProcessCommands(task -> {
            throw new IllegalStateException("no more threads");
        });
        Path file = directory.resolve("pid");
        assertThatThrownBy(() -> poor.start(shell("echo $$ >" + file + "; sleep 600")))
                .hasMessage("no more threads");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .noneMatch(child -> child.info().commandLine().orElse("").contains(file.toString()));
    }

    @Test
    void a_tool_that_is_not_there_cannot_be_started() {
        assertThatThrownBy(() -> commands.start(Command.of("no-such-tool-of-holdfast")))
                .isInstanceOf(IOException.class);
    }
}
