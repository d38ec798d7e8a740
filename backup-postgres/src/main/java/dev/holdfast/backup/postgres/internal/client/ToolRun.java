package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ConnectionText;
import dev.holdfast.backup.postgres.internal.connect.Credentials;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tool at work. A cancel, and closing it before its end, kill the whole tree of its processes and end its sessions on the server.
 */
public final class ToolRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRun.class);

    /** Variables that would change what a tool does, or whom it trusts; an empty one is as good as none. */
    private static final List<String> CLEARED = List.of("PGPASSWORD", "PGOPTIONS", "PGCLIENTENCODING", "PGHOSTADDR");

    private final Tool tool;
    private final RunContext context;
    private final RunningCommand running;
    private final Cancellation.Registration registration;
    private final @Nullable ToolPassword password;
    private final @Nullable ConnectionSettings connection;
    private final String application;
    private boolean ended;
    private boolean closed;

    private ToolRun(
            Tool tool,
            RunContext context,
            RunningCommand running,
            @Nullable ToolPassword password,
            @Nullable ConnectionSettings connection,
            String application) {
        this.tool = tool;
        this.context = context;
        this.running = running;
        this.password = password;
        this.connection = connection;
        this.application = application;
        this.registration = context.cancellation().onCancel(running::close);
    }

    static ToolRun start(
            Location location,
            Tool tool,
            @Nullable ConnectionSettings connection,
            List<String> arguments,
            RunContext context)
            throws IOException, InterruptedException {
        context.cancellation().check();
        // Tells the sessions of this very tool from all others.
        String application =
                "holdfast-" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        @Nullable ToolPassword password = null;
        if (connection != null) {
            password = password(location, connection, context);
        }
        try {
            List<String> all = new ArrayList<>();
            if (connection != null) {
                boolean inContainer = location instanceof Location.Container;
                String passFile = password == null ? null : password.path();
                all.add("--dbname=" + ConnectionText.of(connection, inContainer, application, passFile));
                all.add("--no-password");
            }
            all.addAll(arguments);
            Map<String, String> variables = variables();
            Command command = new Command(location.command(tool, all, variables), variables, null);
            LOG.debug("starting {}", command);
            RunningCommand running = context.commands().start(command);
            return new ToolRun(tool, context, running, password, connection, application);
        } catch (IOException | RuntimeException e) {
            if (password != null) {
                password.close();
            }
            throw e;
        }
    }

    private static @Nullable ToolPassword password(Location location, ConnectionSettings connection, RunContext context)
            throws IOException, InterruptedException {
        if (connection.credentials() instanceof Credentials.Password known) {
            return location instanceof Location.Container container
                    ? ToolPassword.inContainer(container, known.secret(), context)
                    : ToolPassword.here(known.secret(), context);
        }
        if (connection.credentials() instanceof Credentials.PassFile file && location instanceof Location.Here) {
            return ToolPassword.existing(file.path());
        }
        return null;
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
     * @throws TargetException {@code HF-RUN-011} if the deadline passed
     */
    public CommandResult finish() throws InterruptedException {
        CommandResult result = running.await(context.deadline());
        context.cancellation().check();
        ended = true;
        LOG.debug("{} ended with {}", tool.command(), result.exitCode());
        return result;
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
            if (!ended && connection != null) {
                Sessions.end(connection, application, context);
            }
        } finally {
            if (password != null) {
                password.close();
            }
        }
    }
}
