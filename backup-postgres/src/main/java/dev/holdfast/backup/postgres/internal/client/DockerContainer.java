package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A container, by way of the {@code docker} command. */
final class DockerContainer {

    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** How long a container may take to be seen stopped, after what ran in it was killed. */
    private static final Duration KILLING = Duration.ofSeconds(2);

    /** The same after its server let go of what ran in it: as long as {@code docker stop} waits. */
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private static final long LOOK_AGAIN_MILLIS = 50;

    /** Exit codes beyond it are signals. */
    private static final int KILLED = 128;

    private final String name;
    private final RunContext context;

    DockerContainer(String name, RunContext context) {
        this.name = name;
        this.context = context;
    }

    String name() {
        return name;
    }

    /** Writes what a command reads. */
    @FunctionalInterface
    interface Input {

        /** For a command that reads nothing. */
        Input NONE = in -> {};

        void write(OutputStream in) throws IOException;
    }

    /** {@return a shell that carries out a script with parameters, where no text of a parameter is ever taken for a command} */
    static List<String> shell(String script, String... parameters) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "holdfast"));
        command.addAll(List.of(parameters));
        return command;
    }

    /** {@return the command that runs another one inside, with this one's input and output} */
    List<String> exec(List<String> inside, Map<String, String> variables) {
        List<String> command = new ArrayList<>(List.of("docker", "exec", "--interactive"));
        variables.forEach((variable, value) -> command.addAll(List.of("--env", variable + "=" + value)));
        command.add(name);
        command.addAll(inside);
        return command;
    }

    /**
     * Runs a short script inside to its end, whether the run was cancelled or not. What it has to tell it writes to standard error, for which
     * nobody waits longer than for its end.
     *
     * @param script for a shell, with its parameters
     * @param input writes what it reads
     * @return how it ended
     * @throws TargetException {@code HF-PG-024} if there is no {@code docker} command here
     */
    CommandResult run(List<String> script, Input input) throws IOException, InterruptedException {
        RunningCommand started;
        try {
            started = context.commands().start(new Command(exec(script, Map.of()), Map.of(), null));
        } catch (IOException e) {
            throw ContainerFailures.noDocker(name, e);
        }
        try (RunningCommand running = started) {
            @Nullable IOException broken = null;
            try (OutputStream in = running.input()) {
                input.write(in);
            } catch (IOException e) {
                // It ended before it read all of that, and says itself why.
                broken = e;
            }
            CommandResult result = running.await(Deadline.after(ANSWER));
            if (broken != null && result.isSuccess()) {
                throw broken;
            }
            return result;
        }
    }

    /**
     * Tells whether a tool failed because the container stopped. Its end may be seen a moment later than that of what ran in it.
     *
     * @param result how the tool ended
     */
    boolean hasStoppedWith(CommandResult result) throws InterruptedException {
        Duration patience = ErrorClassifier.isConnectionLost(result)
                ? STOPPING
                : result.exitCode() > KILLED ? KILLING : Duration.ZERO;
        Deadline deadline = Deadline.after(patience);
        while (isRunning()) {
            if (deadline.isOver()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    /** {@return whether it runs; when nobody can tell, it is taken for running} */
    private boolean isRunning() throws InterruptedException {
        try {
            CommandResult result = run(shell("true"), Input.NONE);
            return result.isSuccess() || !ContainerFailures.isDown(result.errors());
        } catch (IOException | TargetException e) {
            return true;
        }
    }
}
