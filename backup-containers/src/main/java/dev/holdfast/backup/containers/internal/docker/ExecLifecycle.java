package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.containers.internal.tool.ExitCode;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a command inside of containers that run, and another one as the way back.
 *
 * <p>An engine goes on with a command when whoever asked for it is gone. So each has a mark among its variables, by which the way back finds what
 * is left of it, and ends it.
 */
public final class ExecLifecycle implements LifecycleHook {

    private static final Logger LOG = LoggerFactory.getLogger(ExecLifecycle.class);

    private static final int VERSION = 1;
    private static final String HOST = "host";
    private static final String TLS = "tls-directory";
    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String EXEC = "exec";
    private static final String RUN = "run";
    private static final String PHASE = "phase";

    private final String hook;
    private final Settings settings;
    private final HookOptions options;

    /**
     * Makes the hook.
     *
     * @param hook its name
     * @param settings its settings, for undo records
     * @param options what they say
     */
    public ExecLifecycle(String hook, Settings settings, HookOptions options) {
        this.hook = hook;
        this.settings = settings;
        this.options = options;
    }

    @Override
    public List<Problem> check(RunContext context) throws Exception {
        try (Engine engine = Engine.connect(options.endpoint().choose(), context)) {
            new ContainerFinder(engine).select(options.selected());
            return List.of();
        }
    }

    @Override
    public void enter(HookContext context) throws Exception {
        context.cancellation().check();
        try (Engine engine = Engine.connect(options.endpoint().choose(), context)) {
            for (ContainerFinder.Selected selected : new ContainerFinder(engine).select(options.selected())) {
                context.cancellation().check();
                ContainerView container = selected.container();
                if (!container.isWorking()) {
                    LOG.debug("container {} does not run", container.name());
                    continue;
                }
                Task task = new Task(
                        container.id(),
                        container.name(),
                        context.run(),
                        context.phase().word());
                if (options.exec().before().isEmpty()) {
                    context.undo(record(engine.endpoint(), task, ""));
                    context.cancellation().check();
                } else {
                    run(engine, task, "before", options.exec().before(), context, exec -> {
                        context.undo(record(engine.endpoint(), task, exec));
                        context.cancellation().check();
                    });
                }
            }
        }
    }

    /** What a command is run for. */
    private record Task(String container, String name, String run, String phase) {

        String mark(String hook) {
            return run + "/" + hook;
        }
    }

    private UndoRecord record(Endpoint endpoint, Task task, String exec) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(HOST, endpoint.host());
        data.put(TLS, endpoint.tls() == null ? "" : endpoint.tls().toString());
        data.put(ID, task.container());
        data.put(NAME, task.name());
        data.put(EXEC, exec);
        data.put(RUN, task.run());
        data.put(PHASE, task.phase());
        return new UndoRecord(
                new ParticipantId(ParticipantId.Role.HOOK, hook),
                options.endpoint().kind().type(),
                settings,
                // No two runs have the same: each runs its own commands.
                "exec:" + hook + "/" + task.name() + "@" + task.run(),
                VERSION,
                data);
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        Map<String, String> data = record.data();
        String tls = data.getOrDefault(TLS, "");
        Endpoint endpoint = new Endpoint(data.getOrDefault(HOST, ""), tls.isEmpty() ? null : Path.of(tls));
        String name = data.getOrDefault(NAME, "");
        try (Engine engine = Engine.connect(endpoint, context)) {
            Optional<ContainerView> found = engine.inspect(data.getOrDefault(ID, ""));
            if (found.isEmpty()) {
                found = new ContainerFinder(engine).byName(name);
            }
            if (found.isEmpty()) {
                context.problem(Problem.of(
                        Severity.ERROR,
                        Failure.of(
                                        "HF-CTR-033",
                                        "container " + name + " was removed before the command after could be run")
                                .hint("Look whether what the command before did is still in effect.")
                                .with("container", name)));
                return;
            }
            ContainerView container = found.get();
            Task task = new Task(
                    container.id(),
                    container.name(),
                    data.getOrDefault(RUN, context.run()),
                    data.getOrDefault(PHASE, HookPhase.CAPTURE.word()));
            if (!container.isWorking()) {
                // Nothing runs in it, so nothing has to be ended.
                if (!options.exec().after().isEmpty()) {
                    throw new HookException(Failure.of(
                                    "HF-CTR-034",
                                    "the command after cannot be run in container " + name + ": it does not run")
                            .hint("Start the container, then run recover.")
                            .retry(RetryStatus.LATER)
                            .with("container", name));
                }
                return;
            }
            ExecEnd end = new ExecEnd(engine, context, options.exec().user());
            end.end(container, task.mark(hook), data.getOrDefault(EXEC, ""));
            if (!options.exec().after().isEmpty()) {
                run(engine, task, "after", options.exec().after(), context, exec -> {});
            }
        }
    }

    private void run(
            Engine engine, Task task, String act, List<String> command, RunContext context, Consumer<String> created)
            throws InterruptedException {
        Map<String, String> environment = new LinkedHashMap<>(options.exec().environment());
        environment.put("HOLDFAST_RUN", task.run());
        environment.put("HOLDFAST_HOOK", hook);
        environment.put("HOLDFAST_PHASE", task.phase());
        environment.put("HOLDFAST_ACT", act);
        environment.put(ExecEnd.MARK, task.mark(hook));
        ExecProgram program =
                new ExecProgram(command, options.exec().user(), options.exec().directory(), environment);
        Duration bound = context.deadline().remaining();
        Duration own = options.exec().timeout();
        if (own != null && own.compareTo(bound) < 0) {
            bound = own;
        }
        ContainerExec.Result result;
        try {
            result = new ContainerExec(engine).run(task.container(), program, bound, created);
        } catch (HookException e) {
            if (e.code().equals("HF-CTR-003")) {
                throw new HookException(late(task, act), e);
            }
            throw e;
        }
        for (String said : List.of(result.output(), result.errors())) {
            said.lines().forEach(line -> LOG.info("hook {} {} in {}: {}", hook, act, task.name(), line));
        }
        judge(result, task, act, command.get(0), context);
    }

    private Failure late(Task task, String act) {
        return Failure.of(
                        "HF-CTR-031",
                        "the command " + act + " of hook " + hook + " in container " + task.name()
                                + " did not end in time")
                .hint("Look at what it waits for, or give it a longer exec-timeout, or the hook a longer timeout.")
                .retry(RetryStatus.LATER)
                .with("container", task.name());
    }

    private void judge(ContainerExec.Result result, Task task, String act, String program, RunContext context) {
        if (result.exitCode() == 0) {
            return;
        }
        String said = result.lastWords();
        Failure failure = Failure.of(
                        "HF-CTR-030",
                        "the command " + act + " of hook " + hook + " in container " + task.name()
                                + " failed with exit code " + result.exitCode()
                                + (said.isEmpty() ? "" : ": " + Answer.shortened(said)))
                .hint("Look at what the command says in the log.")
                .retry(RetryStatus.LATER)
                .with("container", task.name())
                .with("command", program)
                .with("exit", result.exitCode());
        if (result.exitCode() != ExitCode.SOFT) {
            throw new HookException(failure);
        }
        context.problem(Problem.of(Severity.WARNING, failure));
    }
}
