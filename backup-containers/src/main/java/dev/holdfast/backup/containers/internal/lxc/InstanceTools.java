package dev.holdfast.backup.containers.internal.lxc;

import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.containers.internal.tool.Said;
import dev.holdfast.backup.containers.internal.tool.Tool;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command of LXD or Incus, which manage containers by a daemon. The daemon goes on with a stop when the command is gone.
 *
 * @param tool what manages them: {@code lxd} or {@code incus}
 * @param prefix what stands before it, such as {@code sudo}; may be empty
 * @param remote the daemon, by the command's name for it, or {@code null} for the one that the command takes by itself
 * @param project the project, or {@code null} for the one that the command takes by itself
 */
public record InstanceTools(
        String tool,
        List<String> prefix,
        @Nullable String remote,
        @Nullable String project) implements LxcManager {

    private static final String EPHEMERAL = "EPHEMERAL";

    /**
     * Copies the prefix.
     *
     * @param tool what manages them
     * @param prefix what stands before it
     * @param remote the daemon, or {@code null}
     * @param project the project, or {@code null}
     */
    public InstanceTools {
        prefix = List.copyOf(prefix);
    }

    @Override
    public String resource(String name) {
        return tool + ":" + (remote == null ? "" : remote + ":") + (project == null ? "" : project + "/") + name;
    }

    @Override
    public Guest look(RunContext context, String name) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("list"));
        if (remote != null) {
            arguments.add(remote + ":");
        }
        // A word alone stands for all names that begin with it.
        arguments.addAll(List.of("^" + name + "$", "--format", "csv", "--columns", "nst"));
        CommandResult result = run(context, arguments);
        if (!result.isSuccess()) {
            throw new HookException(LxcFailures.failed("look at", name, Said.lastLine(result.errors()), shows()));
        }
        return result.errors()
                .lines()
                .map(line -> line.split(",", -1))
                .filter(columns -> columns.length == 3 && columns[0].equals(name))
                .map(columns -> new Guest(Guest.State.of(columns[1]), columns[2].contains(EPHEMERAL)))
                .findFirst()
                .orElseThrow(() -> new HookException(LxcFailures.missing(
                        name, "", "Look for its name with " + command() + " list, and name its project and remote.")));
    }

    @Override
    public CommandResult stop(RunContext context, String name, Duration timeout) throws InterruptedException {
        CommandResult asked =
                run(context, List.of("stop", at(name), "--timeout", Long.toString(Math.max(1, timeout.toSeconds()))));
        if (asked.isSuccess() || !look(context, name).runs()) {
            return new CommandResult(0, asked.errors());
        }
        CommandResult killed = run(context, List.of("stop", at(name), "--force"));
        if (killed.isSuccess()) {
            context.problem(Problem.of(Severity.WARNING, LxcFailures.killed(name, timeout)));
        }
        return killed;
    }

    @Override
    public CommandResult freeze(RunContext context, String name) throws InterruptedException {
        return run(context, List.of("pause", at(name)));
    }

    @Override
    public CommandResult start(RunContext context, String name) throws InterruptedException {
        return run(context, List.of("start", at(name)));
    }

    @Override
    public CommandResult thaw(RunContext context, String name) throws InterruptedException {
        return start(context, name);
    }

    /** That of LXD has the name of what LXD is made of. */
    private String command() {
        return tool.equals("lxd") ? "lxc" : tool;
    }

    @Override
    public String shows() {
        return command() + " info";
    }

    private String at(String name) {
        return remote == null ? name : remote + ":" + name;
    }

    private CommandResult run(RunContext context, List<String> arguments) throws InterruptedException {
        List<String> program = new ArrayList<>(prefix);
        program.add(command());
        List<String> all = new ArrayList<>(arguments);
        if (project != null) {
            all.addAll(List.of("--project", project));
        }
        return new Tool(program).run(context, all.toArray(String[]::new));
    }
}
