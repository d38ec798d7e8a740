package dev.holdfast.backup.containers.internal.hold;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A tool that controls services, such as {@code systemctl}; what it says on both outputs is in its result's errors. */
public final class Tool {

    private static final List<Integer> NO_PROGRAM = List.of(126, 127);
    private static final int SHOWN = 300;

    /** Whoever reads standard output might wait longer than a deadline; standard error is read beside. */
    private static final List<String> TO_ERRORS = List.of("sh", "-c", "exec \"$@\" >&2 </dev/null", "holdfast");

    private final List<String> program;

    /**
     * Makes the tool.
     *
     * @param program the program and its first arguments
     */
    public Tool(List<String> program) {
        this.program = List.copyOf(program);
    }

    /**
     * Runs it to its end, a cancel, or the act's deadline.
     *
     * @param context the run
     * @param arguments further arguments
     * @return how it ended
     * @throws HookException {@code HF-HOK-025} if it cannot be started or does not end in time
     * @throws InterruptedException if this thread is interrupted
     */
    public CommandResult run(RunContext context, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(TO_ERRORS);
        command.addAll(program);
        command.addAll(Arrays.asList(arguments));
        CommandResult result;
        try (RunningCommand running = context.commands().start(new Command(command, Map.of("LC_ALL", "C"), null));
                Cancellation.Registration registration = context.cancellation().onCancel(running::close)) {
            result = running.await(context.deadline());
        } catch (IOException e) {
            throw new HookException(unusable("it cannot be started"), e);
        } catch (TargetException e) {
            throw new HookException(unusable("it did not end in time and was killed"), e);
        }
        context.cancellation().check();
        if (NO_PROGRAM.contains(result.exitCode())) {
            throw new HookException(unusable(line(result.errors())));
        }
        return result;
    }

    private Failure unusable(String why) {
        return Failure.of("HF-HOK-025", "the command " + program.get(0) + " cannot be used: " + why)
                .hint("Install it, or look at what it waits for.")
                .retry(RetryStatus.LATER)
                .with("command", program.get(0));
    }

    /**
     * Makes a text fit for a message.
     *
     * @param said what a tool said
     * @return its last line that says something, shortened
     */
    public static String line(String said) {
        String last =
                said.lines().map(String::strip).filter(one -> !one.isEmpty()).reduce("", (a, b) -> b);
        return last.length() <= SHOWN ? last : last.substring(0, SHOWN - 1) + "…";
    }
}
