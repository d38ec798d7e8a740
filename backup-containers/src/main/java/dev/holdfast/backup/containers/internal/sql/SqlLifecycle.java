package dev.holdfast.backup.containers.internal.sql;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes statements before, and as their undo statements after; each commits by itself, since some may not stand in a transaction. */
public final class SqlLifecycle implements LifecycleHook {

    private static final Logger LOG = LoggerFactory.getLogger(SqlLifecycle.class);
    private static final int VERSION = 1;
    private static final int SHOWN = 60;
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** What a server may need beyond the limit of a statement to say that it is over. */
    private static final int GRACE_SECONDS = 2;

    private final String name;
    private final String type;
    private final Settings settings;
    private final Statements statements;

    /**
     * Makes the hook.
     *
     * @param name its name
     * @param type its type
     * @param settings its settings, for undo records
     * @param statements what they say
     */
    public SqlLifecycle(String name, String type, Settings settings, Statements statements) {
        this.name = name;
        this.type = type;
        this.settings = settings;
        this.statements = statements;
    }

    @Override
    public List<Problem> check(RunContext context) {
        try (Connection connection = connect(context)) {
            LOG.debug("hook {} reaches {}", name, connection.getMetaData().getDatabaseProductName());
            return List.of();
        } catch (HookException e) {
            return List.of(Problem.of(Severity.ERROR, e.failure()));
        } catch (SQLException e) {
            return List.of(Problem.of(Severity.ERROR, unreachable(e)));
        }
    }

    @Override
    public void enter(HookContext context) throws Exception {
        context.cancellation().check();
        if (!statements.after().isEmpty()) {
            context.undo(new UndoRecord(
                    new ParticipantId(ParticipantId.Role.HOOK, name),
                    type,
                    settings,
                    // No two runs have the same: each executes its own statements.
                    "sql:" + name + "@" + context.run(),
                    VERSION,
                    Map.of()));
        }
        context.cancellation().check();
        execute(statements.before(), "before", context);
    }

    @Override
    public void undo(UndoRecord record, RunContext context) {
        execute(statements.after(), "after", context);
    }

    private void execute(List<String> texts, String act, RunContext context) {
        if (texts.isEmpty()) {
            return;
        }
        try (Connection connection = connect(context)) {
            connection.setAutoCommit(true);
            for (String text : texts) {
                context.cancellation().check();
                execute(connection, text, act, context);
            }
        } catch (SQLException e) {
            throw new HookException(unreachable(e), e);
        }
    }

    private void execute(Connection connection, String text, String act, RunContext context) {
        try (Statement statement = connection.createStatement();
                Cancellation.Registration registration = context.cancellation().onCancel(() -> cancel(statement))) {
            statement.setQueryTimeout(seconds(context));
            statement.execute(text);
            LOG.info("hook {} {}: {}", name, act, shown(text));
        } catch (SQLException e) {
            context.cancellation().check();
            throw new HookException(
                    Failure.of(
                                    "HF-HOK-034",
                                    "a statement " + act + " of hook " + name + " failed: " + said(e) + " ("
                                            + shown(text) + ")")
                            .hint("Try the statement by hand as the same user.")
                            .retry(RetryStatus.LATER)
                            .with("act", act),
                    e);
        }
    }

    private void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("hook {}: the statement could not be cancelled", name, e);
        }
    }

    /** At least one: none would be for ever. At most a week: drivers count in milliseconds, and not far. */
    private static int seconds(RunContext context) {
        return (int) Math.max(
                1,
                Math.min(
                        Duration.ofDays(7).toSeconds(),
                        context.deadline().remaining().toSeconds()));
    }

    private Connection connect(RunContext context) {
        context.cancellation().check();
        Properties properties = new Properties();
        properties.putAll(statements.login());
        if (statements.url().startsWith(POSTGRESQL)) {
            // A server that hangs takes connections, and statements, and never answers. What the URL says counts more
            // than this.
            properties.setProperty("socketTimeout", Integer.toString(seconds(context) + GRACE_SECONDS));
        }
        try {
            return DriverManager.getConnection(statements.url(), properties);
        } catch (SQLException e) {
            context.cancellation().check();
            throw new HookException(unreachable(e), e);
        }
    }

    private Failure unreachable(SQLException e) {
        return Failure.of("HF-HOK-033", "hook " + name + " cannot use its database: " + said(e))
                .hint(
                        "Look whether it runs, whether url, user and password are right, and whether the driver is on the class path.")
                .retry(RetryStatus.LATER)
                .with("hook", name);
    }

    private static String said(SQLException e) {
        String message = e.getMessage();
        return message == null
                ? "SQLSTATE " + e.getSQLState()
                : message.lines().map(String::strip).findFirst().orElse("");
    }

    private static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }
}
