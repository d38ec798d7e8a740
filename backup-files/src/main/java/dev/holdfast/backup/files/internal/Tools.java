package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** Starts the small tools that do what the JDK cannot, many files at once: their arguments go through {@code xargs}, to the byte. */
final class Tools {

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int XARGS_SOME_FAILED = 123;

    private final RunContext context;

    Tools(RunContext context) {
        this.context = context;
    }

    /**
     * Runs a tool over arguments.
     *
     * @param arguments the arguments in bytes
     * @param each how many belong to one call; 0 for as many as fit
     * @param tool the tool and what comes before the arguments
     * @return what it complained about; empty if all is well
     * @throws TargetException {@code HF-FIL-037} if it cannot be started
     */
    String run(List<byte[]> arguments, int each, String... tool) throws InterruptedException {
        List<String> words = new java.util.ArrayList<>(List.of("xargs", "-0"));
        if (each > 0) {
            words.addAll(List.of("-n", Integer.toString(each), "-P", Integer.toString(context.parallelism())));
        }
        words.addAll(List.of(tool));
        Command command = Command.of(words.toArray(String[]::new));
        try (RunningCommand running = context.commands().start(command)) {
            try (OutputStream input = new BufferedOutputStream(running.input())) {
                for (byte[] argument : arguments) {
                    input.write(argument);
                    input.write(0);
                }
            }
            running.output().transferTo(OutputStream.nullOutputStream());
            CommandResult result = running.await(context.deadline().orAfter(LONGEST));
            if (result.isSuccess()) {
                return "";
            }
            String errors = result.errors().strip();
            if (result.exitCode() == XARGS_SOME_FAILED || !errors.isEmpty()) {
                return errors.isEmpty()
                        ? tool[0] + " failed"
                        : errors.lines().findFirst().orElse(errors);
            }
            return tool[0] + " ended with " + result.exitCode();
        } catch (IOException e) {
            throw new TargetException(
                    Failure.of("HF-FIL-037", "cannot start " + tool[0] + " by xargs: " + Reasons.of(e))
                            .hint("Install the packages coreutils and findutils."),
                    e);
        }
    }
}
