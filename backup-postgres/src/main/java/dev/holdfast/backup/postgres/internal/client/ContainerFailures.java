package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.CommandResult;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What goes wrong with tools in a container, each with what to do. */
final class ContainerFailures {

    private static final int SHOWN = 300;

    /** Docker's exit code for a program that cannot be run, and for one that is not there. */
    private static final List<Integer> NO_PROGRAM = List.of(126, 127);

    private ContainerFailures() {}

    static TargetException noDocker(String container, IOException cause) {
        return new TargetException(
                unusable(container, "the command docker does not start here")
                        .hint("Install the docker command, or let client name tools on this machine."),
                cause);
    }

    /** {@return whether these words are docker's for a container that is not there or does not run} */
    static boolean isDown(String said) {
        return isAbsent(said) || isStopped(said);
    }

    private static boolean isAbsent(String said) {
        return has(said, "no such container");
    }

    private static boolean isStopped(String said) {
        return has(said, "is not running") || has(said, "is restarting");
    }

    private static boolean has(String said, String words) {
        return said.toLowerCase(Locale.ROOT).contains(words);
    }

    /**
     * Tells why nothing can be run in a container.
     *
     * @param container its name
     * @param result how it ended
     * @param otherwise the reason if nothing was said that is known
     */
    static TargetException notUsable(String container, CommandResult result, String otherwise) {
        String said = result.errors();
        if (isAbsent(said)) {
            return down(container, "there is no container " + container, "Look for its name with docker ps --all.");
        }
        if (isStopped(said) || has(said, "is paused")) {
            return down(
                    container,
                    "the container " + container + " does not run",
                    "Start it, or see with docker logs why it ended.");
        }
        Failure failure;
        if (has(said, "permission denied") && has(said, "docker")) {
            failure = unusable(container, "this user may not use docker")
                    .hint("Let the user of this process use docker, for example as a member of the group docker.");
        } else if (has(said, "cannot connect to the docker daemon") || has(said, "failed to connect to the docker")) {
            failure = unusable(container, "no engine answers the docker command")
                    .hint("Start the engine, or see where DOCKER_HOST leads.")
                    .retry(RetryStatus.LATER);
        } else if (NO_PROGRAM.contains(result.exitCode())) {
            failure = unusable(container, "it has no pg_dump, or no shell to start it")
                    .hint("Name the database's own container, or let client name tools on this machine.");
        } else {
            failure = unusable(container, otherwise)
                    .hint("Look whether docker exec " + container + " pg_dump --version says a version.");
        }
        return new TargetException(failure.with("exit", result.exitCode()).with("said", line(said)));
    }

    private static Failure unusable(String container, String why) {
        return Failure.of("HF-PG-024", "the tools in the container " + container + " cannot be used: " + why)
                .with("container", container);
    }

    private static TargetException down(String container, String what, String hint) {
        return new TargetException(Failure.of("HF-PG-026", what + ", so there are no tools in it")
                .hint(hint)
                .retry(RetryStatus.LATER)
                .with("container", container));
    }

    /** Tells that a container stopped under a tool. */
    static TargetException stopped(String container, Tool tool) {
        return new TargetException(Failure.of(
                        "HF-PG-027", "the container " + container + " stopped while " + tool.command() + " ran in it")
                .hint("Start it, see with docker logs why it ended, and try again.")
                .retry(RetryStatus.LATER)
                .with("container", container)
                .with("tool", tool.command()));
    }

    private static String line(String said) {
        String line = said.lines()
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }
}
