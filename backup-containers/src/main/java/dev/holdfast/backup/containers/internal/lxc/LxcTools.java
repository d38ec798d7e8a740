package dev.holdfast.backup.containers.internal.lxc;

import dev.holdfast.backup.containers.internal.tool.Tool;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands of LXC.
 *
 * @param prefix what stands before each of them, such as {@code sudo}; may be empty
 * @param path where the containers lie, or {@code null} for LXC's own place
 */
public record LxcTools(List<String> prefix, @Nullable Path path) {

    /**
     * Copies the prefix.
     *
     * @param prefix what stands before each command
     * @param path where the containers lie
     */
    public LxcTools {
        prefix = List.copyOf(prefix);
    }

    CommandResult run(RunContext context, String command, String container, String... arguments)
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
