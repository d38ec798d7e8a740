package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings back what can be of a dump that does not come back as a whole, and tells what could not. */
final class Salvage {

    /** How many losses are told one by one. */
    static final int MOST_TOLD = 100;

    private static final Pattern COUNT = Pattern.compile("errors ignored on restore: (\\d+)");
    private static final Pattern ENTRY = Pattern.compile("from TOC entry \\d+; \\d+ \\d+ (.*)");

    private final DumpRestore dump;
    private final EntrySelection selection;
    private final RestoreServer server;
    private final SwapNames names;
    private final RunContext context;

    Salvage(DumpRestore dump, EntrySelection selection, RestoreServer server, SwapNames names, RunContext context) {
        this.dump = dump;
        this.selection = selection;
        this.server = server;
        this.names = names;
        this.context = context;
    }

    /**
     * Fills a database as far as it goes.
     *
     * @param database the database
     * @param way how
     * @param expected the tables that the dump holds
     */
    void into(String database, DumpRestore.Way way, List<DumpContent.Table> expected)
            throws IOException, InterruptedException, SQLException {
        context.progress().step("restoring what can be of " + database);
        if (!dump.hasParts()) {
            tell(run(database, way.going(null)));
            return;
        }
        tell(run(database, way.going("pre-data")));
        String errors = run(database, way.going("data"));
        List<DumpContent.Table> empty = refused(database, expected, errors);
        if (free(database, empty)) {
            errors = run(database, way.only(selection.rowsOf(empty)).going("data"));
        }
        tell(errors);
        tell(run(database, way.going("post-data")));
    }

    private String run(String database, DumpRestore.Way way) throws IOException, InterruptedException, SQLException {
        CommandResult result = dump.into(database, way);
        if (!result.isSuccess() && isFatal(result.errors())) {
            throw RestoreFailures.ofTool("pg_restore", result.exitCode(), result.errors());
        }
        return result.errors();
    }

    private void tell(String errors) {
        Set<String> told = losses(errors);
        told.stream().limit(MOST_TOLD).forEach(loss -> context.problem(lost(loss)));
        int all = count(errors, told.size());
        if (all > Math.min(told.size(), MOST_TOLD)) {
            context.problem(lost("and " + (all - Math.min(told.size(), MOST_TOLD)) + " more"));
        }
    }

    /** A restore that could not go on has no count of errors that it ignored. */
    private boolean isFatal(String errors) throws SQLException {
        if (errors.contains("errors ignored on restore") || errors.contains("psql:")) {
            // Whether the server is there still tells more than words.
            try (ServerConnection connection = Maintenance.open(server, names.live(), names.session())) {
                return !connection.jdbc().isValid(5);
            }
        }
        return true;
    }

    /** Finds the tables that took none of their rows: a table takes all of them or none. */
    private List<DumpContent.Table> refused(String database, List<DumpContent.Table> expected, String errors)
            throws SQLException {
        List<DumpContent.Table> empty = new ArrayList<>();
        try (ServerConnection connection = server.open(database, names.session())) {
            for (DumpContent.Table table : expected) {
                boolean had = table.exact() ? table.rows() > 0 : errors.contains('"' + table.name() + '"');
                if (had && !holdsRows(connection, table)) {
                    empty.add(table);
                }
            }
        }
        return empty;
    }

    private static boolean holdsRows(ServerConnection connection, DumpContent.Table table) throws SQLException {
        String name = Sql.identifier(table.schema(), table.name());
        if (!Statements.is(connection.jdbc(), "SELECT to_regclass(?) IS NOT NULL", name)) {
            // Without the table there is nothing to fill.
            return true;
        }
        return Statements.is(connection.jdbc(), "SELECT EXISTS (SELECT 1 FROM ONLY " + name + ")");
    }

    /** Takes away the checks that kept rows out: rows without a check are more than a check without rows. */
    private boolean free(String database, List<DumpContent.Table> tables) throws SQLException {
        boolean any = false;
        try (ServerConnection connection = server.open(database, names.session())) {
            for (DumpContent.Table table : tables) {
                String name = Sql.identifier(table.schema(), table.name());
                List<String> checks = Statements.texts(
                        connection.jdbc(),
                        "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(?) AND contype = 'c'"
                                + " AND coninhcount = 0 ORDER BY 1",
                        name);
                for (String check : checks) {
                    Statements.run(
                            connection.jdbc(), "ALTER TABLE " + name + " DROP CONSTRAINT " + Sql.identifier(check));
                    context.problem(lost("check " + check + " of " + table.text() + ", which its rows do not pass"));
                    any = true;
                }
            }
        }
        return any;
    }

    private static int count(String errors, int byDefault) {
        Matcher matcher = COUNT.matcher(errors);
        int count = byDefault;
        while (matcher.find()) {
            count = Integer.parseInt(matcher.group(1));
        }
        return count;
    }

    /** Reads what failed, each with the entry of the dump that it is about. */
    static Set<String> losses(String errors) {
        Set<String> losses = new LinkedHashSet<>();
        String entry = "";
        List<String> lines = new ArrayList<>(errors.lines().toList());
        for (String line : lines) {
            Matcher about = ENTRY.matcher(line);
            if (about.find()) {
                entry = about.group(1).strip() + ": ";
            }
            int at = line.indexOf("ERROR:");
            if (at >= 0) {
                losses.add(entry + line.substring(at + "ERROR:".length()).strip());
            }
        }
        return losses;
    }

    static Problem lost(String what) {
        return new Problem(
                Severity.WARNING,
                "HF-PG-127",
                "not brought back: " + what,
                "What the message names is not in the restored database, or not whole.");
    }
}
