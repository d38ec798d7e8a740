package dev.holdfast.backup.containers.internal.lxc;

import dev.holdfast.backup.HookException;
import dev.holdfast.backup.containers.internal.tool.Said;
import dev.holdfast.backup.containers.internal.tool.Tool;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands of LXC itself.
 *
 * @param prefix what stands before each of them, such as {@code sudo}; may be empty
 * @param path where the containers lie, or {@code null} for LXC's own place
 */
public record LxcTools(List<String> prefix, @Nullable Path path) implements LxcManager {

    private static final String EPHEMERAL = "lxc.ephemeral = 1";

    /**
     * Copies the prefix.
     *
     * @param prefix what stands before each command
     * @param path where the containers lie
     */
    public LxcTools {
        prefix = List.copyOf(prefix);
    }

    @Override
    public String resource(String name) {
        return path == null ? "lxc:" + name : "lxc:" + name + "@" + path;
    }

    @Override
    public Guest look(RunContext context, String name) throws InterruptedException {
        CommandResult result = run(context, "lxc-info", name, "-s", "-H");
        String said = Said.lastLine(result.errors());
        if (!result.isSuccess()) {
            throw new HookException(LxcFailures.missing(
                    name, said, "Look for its name with lxc-ls, and name its path if that is not LXC's own."));
        }
        boolean ephemeral = Said.lastLine(
                        run(context, "lxc-info", name, "-c", "lxc.ephemeral").errors())
                .equals(EPHEMERAL);
        return new Guest(Guest.State.of(said), ephemeral);
    }

    @Override
    public CommandResult stop(RunContext context, String name, Duration timeout) throws InterruptedException {
        return run(context, "lxc-stop", name, "-t", Long.toString(Math.max(1, timeout.toSeconds())));
    }

    @Override
    public CommandResult freeze(RunContext context, String name) throws InterruptedException {
        return run(context, "lxc-freeze", name);
    }

    @Override
    public CommandResult start(RunContext context, String name) throws InterruptedException {
        return run(context, "lxc-start", name, "-d");
    }

    @Override
    public CommandResult thaw(RunContext context, String name) throws InterruptedException {
        return run(context, "lxc-unfreeze", name);
    }

    @Override
    public String shows() {
        return "lxc-info";
    }

    private CommandResult run(RunContext context, String command, String container, String... arguments)
            throws InterruptedException {
        List<String> program = new ArrayList<>(prefix);
        program.add(command);
        List<String> all = new ArrayList<>();
        if (path != null) {
            all.add("-P");
            all.add(path.toString());
        }
        all.add("-n");
        all.add(container);
        all.addAll(List.of(arguments));
        return new Tool(program).run(context, all.toArray(String[]::new));
    }
}
