package dev.holdfast.backup.containers.internal.tool;

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
        List<String> command = new ArrayList<>(program);
        command.addAll(Arrays.asList(arguments));
        CommandResult result;
        try (RunningCommand running =
                        context.commands().start(new Command(Said.toErrors(command), Map.of("LC_ALL", "C"), null));
                Cancellation.Registration registration = context.cancellation().onCancel(running::close)) {
            result = running.await(context.deadline());
        } catch (IOException e) {
            throw new HookException(unusable("it cannot be started"), e);
        } catch (TargetException e) {
            throw new HookException(unusable("it did not end in time and was killed"), e);
        }
        context.cancellation().check();
        if (ExitCode.isNoProgram(result.exitCode())) {
            throw new HookException(unusable(Said.lastLine(result.errors())));
        }
        return result;
    }

    private Failure unusable(String why) {
        return Failure.of("HF-HOK-025", "the command " + program.get(0) + " cannot be used: " + why)
                .hint("Install it, or look at what it waits for.")
                .retry(RetryStatus.LATER)
                .with("command", program.get(0));
    }
}
