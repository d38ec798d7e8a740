package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.containers.internal.command.CommandLifecycle;
import dev.holdfast.backup.containers.internal.command.Commands;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a command before a phase and another one after it. Immutable and thread-safe: every method returns a new definition.
 *
 * <pre>{@code
 * CommandHook.named("drain").before("/usr/local/bin/shop", "read-only", "on").after("/usr/local/bin/shop", "read-only", "off")
 * }</pre>
 *
 * <p>The command after is run whatever became of the one before: also if that failed, or was never begun because the process was killed, and again
 * if nobody could note that it was run. So it has to be one that does no harm when there is nothing to take back, or when it comes twice.
 *
 * <p>No shell reads a command; for a shell's means name the shell: {@code sh -c "…"}. Commands see the facts of the run in their environment:
 * {@code HOLDFAST_RUN}, {@code HOLDFAST_HOOK}, {@code HOLDFAST_PHASE} ({@code capture} or {@code restore}) and {@code HOLDFAST_ACT} ({@code
 * before} or {@code after}). What they say is logged. Exit code 0 is success; 75 is a failure that only degrades the run; any other one fails
 * it. One that takes longer than the hook's timeout is killed with all that it started.
 */
public final class CommandHook extends SettingsHook {

    static final String TYPE = "command";

    static final String BEFORE = "before";
    static final String AFTER = "after";
    static final String ENVIRONMENT = "environment";
    static final String DIRECTORY = "directory";

    private CommandHook(String name, Settings settings) {
        super(TYPE, name, settings);
    }

    /**
     * Begins a definition; {@link #before} or {@link #after} must follow.
     *
     * @param name the hook's name
     * @return a definition without commands
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static CommandHook named(String name) {
        return new CommandHook(name, Settings.none());
    }

    static CommandHook of(String name, Settings settings) {
        CommandHook hook = new CommandHook(name, settings);
        hook.commands();
        return hook;
    }

    /**
     * Names the command before the phase.
     *
     * @param command the program and its arguments; no secret belongs there
     * @return a copy
     */
    public CommandHook before(String... command) {
        return new CommandHook(name, settings.with(BEFORE, List.of(command)));
    }

    /**
     * Names the command after the phase.
     *
     * @param command the program and its arguments; no secret belongs there
     * @return a copy
     */
    public CommandHook after(String... command) {
        return new CommandHook(name, settings.with(AFTER, List.of(command)));
    }

    /**
     * Adds a variable to the environment of both commands.
     *
     * @param variable its name
     * @param value its value
     * @return a copy
     */
    public CommandHook environment(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings.map(ENVIRONMENT));
        more.put(variable, value);
        return new CommandHook(name, settings.with(ENVIRONMENT, more));
    }

    /**
     * Chooses the working directory of both commands.
     *
     * @param path the directory; by default that of this process
     * @return a copy
     */
    public CommandHook directory(Path path) {
        return new CommandHook(name, settings.with(DIRECTORY, path.toString()));
    }

    /**
     * Opens the hook; nothing is run before it is entered.
     *
     * @throws ConfigurationException {@code HF-HOK-020} if there is no command
     */
    @Override
    public LifecycleHook open() {
        return new CommandLifecycle(name, TYPE, settings, commands());
    }

    private Commands commands() {
        Commands commands = new Commands(
                settings.texts(BEFORE),
                settings.texts(AFTER),
                settings.map(ENVIRONMENT),
                settings.path(DIRECTORY).orElse(null));
        if (commands.before().isEmpty() && commands.after().isEmpty()) {
            throw new ConfigurationException(Failure.of("HF-HOK-020", "hook " + name + " names no command")
                    .hint("Give a command as before, as after, or both.")
                    .with("hook", name));
        }
        return commands;
    }
}
