package dev.holdfast.backup.containers.internal.command;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.tool.ExitCode;
import dev.holdfast.backup.containers.internal.tool.Said;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the command before, and as its undo the command after. */
public final class CommandLifecycle implements LifecycleHook {

    private static final Logger LOG = LoggerFactory.getLogger(CommandLifecycle.class);

    private static final int VERSION = 1;
    private static final String RUN = "run";
    private static final String PHASE = "phase";

    private final String name;
    private final String type;
    private final Settings settings;
    private final Commands commands;

    /**
     * Makes the hook.
     *
     * @param name its name
     * @param type its type
     * @param settings its settings, for undo records
     * @param commands what they say
     */
    public CommandLifecycle(String name, String type, Settings settings, Commands commands) {
        this.name = name;
        this.type = type;
        this.settings = settings;
        this.commands = commands;
    }

    @Override
    public List<Problem> check(RunContext context) {
        List<Problem> problems = new ArrayList<>();
        Path directory = commands.directory();
        if (directory != null && !Files.isDirectory(directory)) {
            problems.add(Problem.of(
                    Severity.ERROR,
                    Failure.of("HF-HOK-024", "hook " + name + " has no working directory " + directory)
                            .hint("Make the directory, or name another one.")
                            .with("directory", directory)));
        }
        for (List<String> command : List.of(commands.before(), commands.after())) {
            if (!command.isEmpty() && command.get(0).contains("/") && !Files.isExecutable(program(command.get(0)))) {
                problems.add(Problem.of(Severity.ERROR, notStarted(command.get(0), "it is no program")));
            }
        }
        return problems;
    }

    private Path program(String program) {
        Path directory = commands.directory();
        return directory == null ? Path.of(program) : directory.resolve(program);
    }

    @Override
    public void enter(HookContext context) throws Exception {
        context.cancellation().check();
        if (!commands.after().isEmpty()) {
            context.undo(new UndoRecord(
                    new ParticipantId(ParticipantId.Role.HOOK, name),
                    type,
                    settings,
                    // No two runs have the same: each runs its own commands.
                    "command:" + name + "@" + context.run(),
                    VERSION,
                    Map.of(RUN, context.run(), PHASE, context.phase().word())));
        }
        context.cancellation().check();
        run(commands.before(), "before", context.run(), context.phase().word(), context);
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        run(
                commands.after(),
                "after",
                record.data().getOrDefault(RUN, context.run()),
                record.data().getOrDefault(PHASE, HookPhase.CAPTURE.word()),
                context);
    }

    private void run(List<String> command, String act, String run, String phase, RunContext context) throws Exception {
        if (command.isEmpty()) {
            return;
        }
        Map<String, String> environment = new LinkedHashMap<>(commands.environment());
        environment.put("HOLDFAST_RUN", run);
        environment.put("HOLDFAST_HOOK", name);
        environment.put("HOLDFAST_PHASE", phase);
        environment.put("HOLDFAST_ACT", act);
        CommandResult result;
        try (RunningCommand running = start(
                        new Command(Said.toErrors(command), environment, commands.directory()),
                        command.get(0),
                        context);
                Cancellation.Registration registration = context.cancellation().onCancel(running::close)) {
            result = running.await(context.deadline());
        } catch (TargetException e) {
            throw new HookException(
                    Failure.of(
                                    "HF-HOK-022",
                                    "the command " + act + " of hook " + name + " did not end in time and was killed")
                            .hint("Look at what it waits for, or give the hook a longer timeout.")
                            .retry(RetryStatus.LATER)
                            .with("command", command.get(0)),
                    e);
        }
        context.cancellation().check();
        result.errors().lines().forEach(line -> LOG.info("hook {} {}: {}", name, act, line));
        judge(command.get(0), act, result, context);
    }

    private RunningCommand start(Command command, String program, RunContext context) {
        try {
            return context.commands().start(command);
        } catch (IOException e) {
            throw new HookException(notStarted(program, String.valueOf(e.getMessage())), e);
        }
    }

    private Failure notStarted(String program, String why) {
        return Failure.of("HF-HOK-023", "hook " + name + " cannot start " + program + ": " + why)
                .hint("Install the program, or write its whole path.")
                .with("command", program);
    }

    private void judge(String program, String act, CommandResult result, RunContext context) {
        if (result.isSuccess()) {
            return;
        }
        String said = Said.lastLine(result.errors());
        if (ExitCode.isNoProgram(result.exitCode())) {
            throw new HookException(notStarted(program, said));
        }
        Failure failure = Failure.of(
                        "HF-HOK-021",
                        "the command " + act + " of hook " + name + " failed with exit code " + result.exitCode()
                                + (said.isEmpty() ? "" : ": " + said))
                .hint("Look at what the command says in the log.")
                .retry(RetryStatus.LATER)
                .with("command", program)
                .with("exit", result.exitCode());
        if (result.exitCode() != ExitCode.SOFT) {
            throw new HookException(failure);
        }
        context.problem(Problem.of(Severity.WARNING, failure));
    }
}
