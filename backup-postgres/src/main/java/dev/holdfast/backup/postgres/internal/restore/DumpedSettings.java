package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.postgres.internal.evidence.TocEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a dump tells of its database itself: settings, grants, comment, connection limit. A database that is made again, because there is no
 * live one to take them from, gets them from here.
 */
final class DumpedSettings {

    private static final Set<String> ABOUT = Set.of("ACL", "COMMENT", "SECURITY LABEL");
    private static final Pattern STATEMENT = Pattern.compile(
            "((?:ALTER|COMMENT ON|(?:GRANT|REVOKE) [A-Z, ]+ ON|ALTER ROLE (?:\"(?:[^\"]|\"\")+\"|\\S+) IN"
                    + "|SECURITY LABEL FOR (?:\"(?:[^\"]|\"\")+\"|\\S+) ON) DATABASE )"
                    + "(\"(?:[^\"]|\"\")+\"|[^\\s;]+)(\\s.*)",
            Pattern.DOTALL);

    private DumpedSettings() {}

    /** Tells whether an entry of a dump is about the database itself. */
    static boolean isAboutDatabase(TocEntry entry) {
        return entry.type().equals("DATABASE PROPERTIES")
                || (ABOUT.contains(entry.type()) && entry.name().startsWith("DATABASE "));
    }

    /**
     * Gives them to a database.
     *
     * @param dump the dump
     * @param selection chooses of its entries
     * @param tuning owners and grants
     * @param connection a session in any database of the server
     * @param database the database
     */
    static void carry(
            DumpRestore dump, EntrySelection selection, RestoreTuning tuning, Connection connection, String database)
            throws IOException, SQLException, InterruptedException {
        StringBuilder script = new StringBuilder();
        dump.script(
                selection.aboutDatabase(), tuning, line -> script.append(line).append('\n'));
        for (String statement : renamed(script.toString(), database)) {
            Statements.run(connection, statement);
        }
    }

    /** Returns the statements about the database, for a database of another name. */
    static List<String> renamed(String script, String database) {
        List<String> statements = new ArrayList<>();
        for (String statement : SqlScript.statements(script)) {
            Matcher matcher = STATEMENT.matcher(statement);
            if (matcher.matches()) {
                statements.add(matcher.group(1) + Sql.identifier(database) + matcher.group(3));
            }
        }
        return statements;
    }
}
