package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ConnectionText;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tool at work. A cancel, and closing it before its end, kill the whole tree of its processes, wherever it runs, and end its
 * sessions on the server.
 */
public final class ToolRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRun.class);

    /** Variables that would change what a tool does, or whom it trusts; an empty one is as good as none. */
    private static final List<String> CLEARED = List.of("PGPASSWORD", "PGOPTIONS", "PGCLIENTENCODING", "PGHOSTADDR");

    private final Tool tool;
    private final RunContext context;
    private final RunningCommand running;
    private final Cancellation.Registration registration;
    private final Location location;
    private final Workplace workplace;
    private final @Nullable ConnectionSettings connection;
    private final String application;
    private boolean ended;
    private boolean closed;

    private ToolRun(
            Tool tool,
            RunContext context,
            RunningCommand running,
            Location location,
            Workplace workplace,
            @Nullable ConnectionSettings connection,
            String application) {
        this.tool = tool;
        this.context = context;
        this.running = running;
        this.location = location;
        this.workplace = workplace;
        this.connection = connection;
        this.application = application;
        this.registration = context.cancellation().onCancel(running::close);
    }

    static ToolRun start(
            Location location,
            Tool tool,
            @Nullable ConnectionSettings connection,
            List<String> arguments,
            @Nullable Path entries,
            RunContext context)
            throws IOException, InterruptedException {
        context.cancellation().check();
        // Tells the sessions of this very tool from all others.
        String application =
                "holdfast-" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        Workplace workplace = location.prepare(new ToolNeeds(application, connection, entries), context);
        try {
            List<String> all = new ArrayList<>();
            if (connection != null) {
                boolean inContainer = location instanceof Location.Container;
                all.add("--dbname=" + ConnectionText.of(connection, inContainer, application, workplace.passFile()));
                all.add("--no-password");
            }
            if (workplace.entries() != null) {
                all.add("--use-list=" + workplace.entries());
            }
            all.addAll(arguments);
            Map<String, String> variables = variables();
            Command command = new Command(workplace.command(tool, all, variables), variables, null);
            LOG.debug("starting {}", command);
            RunningCommand running = context.commands().start(command);
            return new ToolRun(tool, context, running, location, workplace, connection, application);
        } catch (IOException | RuntimeException e) {
            workplace.leave(false);
            throw e;
        }
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        // What tools say is read: it has to be in the language that is expected.
        variables.put("LC_ALL", "C");
        CLEARED.forEach(name -> variables.put(name, ""));
        return variables;
    }

    /** {@return the tool} */
    public Tool tool() {
        return tool;
    }

    /** {@return the name under which its sessions are seen on the server} */
    public String application() {
        return application;
    }

    /** {@return its standard input; close it when all is written} */
    public OutputStream input() {
        return running.input();
    }

    /** {@return its standard output; read it to its end before {@link #finish()}} */
    public InputStream output() {
        return running.output();
    }

    /**
     * Waits for the end.
     *
     * @return how it ended, whatever the exit code
     * @throws InterruptedException if this thread is interrupted
     * @throws dev.holdfast.backup.CancelledException if the run was cancelled
     * @throws TargetException {@code HF-RUN-011} if the deadline passed, {@code HF-PG-027} if the container it ran in has stopped
     */
    public CommandResult finish() throws InterruptedException {
        CommandResult result = running.await(context.deadline());
        context.cancellation().check();
        LOG.debug("{} ended with {}", tool.command(), result.exitCode());
        // The process that was waited for may be one that only speaks for a tool elsewhere.
        ended = result.isSuccess() || location instanceof Location.Here;
        if (!result.isSuccess()) {
            Optional<TargetException> lost = location.lost(result, tool, context);
            if (lost.isPresent()) {
                throw lost.get();
            }
        }
        return result;
    }

    /** Kills it at once, from any thread; what is left of it is cleaned up when it is closed. */
    public void kill() {
        running.close();
    }

    /**
     * Says why the tool failed.
     *
     * @param result how it ended
     * @param what what it was for: {@code dump of 127.0.0.1:5432/orders}
     * @return the exception to throw
     */
    public TargetException fail(CommandResult result, String what) {
        return ErrorClassifier.failure(tool, result, what);
    }

    /** Kills what still runs, ends its sessions, removes the password. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        registration.close();
        running.close();
        try {
            workplace.leave(ended);
        } finally {
            if (!ended && connection != null) {
                Sessions.end(connection, application, context);
            }
        }
    }
}
