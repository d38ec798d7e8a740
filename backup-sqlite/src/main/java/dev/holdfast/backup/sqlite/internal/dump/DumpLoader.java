package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.sqlite.internal.db.Access;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads what {@link SqlDump} wrote into a new database file, and nothing else: text from elsewhere could reach for other files. */
public final class DumpLoader {

    private static final Set<String> ALLOWED =
            Set.of("BEGIN", "COMMIT", "CREATE", "INSERT", "UPDATE", "DELETE", "REINDEX", "PRAGMA");
    private static final Set<String> PRAGMAS = Set.of(
            "foreign_keys",
            "ignore_check_constraints",
            "encoding",
            "page_size",
            "auto_vacuum",
            "writable_schema",
            "user_version",
            "application_id");
    private static final Pattern WORDS = Pattern.compile("\\s*([A-Za-z]+)\\s*([A-Za-z_]*)");
    private static final int MAX_PROBLEMS = 20;

    private DumpLoader() {}

    /**
     * Loads a dump.
     *
     * @param in the text, read to its end
     * @param to the new file
     * @param salvage whether to pass over statements that fail, and report them
     * @param context the run
     * @throws IOException if the text cannot be read
     * @throws IntegrityException {@code HF-SQL-042} if a statement fails or is none of ours, {@code HF-SQL-043} if the end is missing
     */
    public static void load(InputStream in, Path to, boolean salvage, RunContext context) throws IOException {
        boolean committed = false;
        int failed = 0;
        try (Database database = Database.open(to, Access.NEW, Failures.ofRestored(to), context)) {
            StatementReader statements = new StatementReader(in);
            for (String sql = statements.next(); sql != null; sql = statements.next()) {
                String word = allowed(sql);
                try {
                    database.tryExecute(sql);
                    committed = word.equals("COMMIT");
                } catch (SQLException e) {
                    Failure failure = failure(sql, e);
                    if (!salvage) {
                        throw new IntegrityException(failure, e);
                    }
                    if (++failed <= MAX_PROBLEMS) {
                        context.problem(Problem.of(Severity.WARNING, failure));
                    }
                }
            }
            if (!committed || !statements.rest().isEmpty()) {
                throw new IntegrityException(Failure.of("HF-SQL-043", "the SQL text in the backup has no end")
                        .hint("Restore another backup, or this one from another store."));
            }
        }
    }

    private static String allowed(String sql) {
        Matcher words = WORDS.matcher(sql);
        String first = words.lookingAt() ? String.valueOf(words.group(1)).toUpperCase(Locale.ROOT) : "";
        boolean known = first.equals("PRAGMA")
                ? PRAGMAS.contains(String.valueOf(words.group(2)).toLowerCase(Locale.ROOT))
                : ALLOWED.contains(first);
        if (!known) {
            throw new IntegrityException(Failure.of(
                            "HF-SQL-042", "the SQL text in the backup has a statement that no dump has: " + begin(sql))
                    .hint("Do not trust this backup; restore another one."));
        }
        return first;
    }

    private static Failure failure(String sql, SQLException e) {
        return Failure.of(
                        "HF-SQL-042",
                        "a statement of the SQL text in the backup fails: " + Failures.reason(e) + ", in " + begin(sql))
                .hint("Restore another backup, or bring back what can be to another file with salvage.");
    }

    private static String begin(String sql) {
        String line = Failures.oneLine(sql.substring(0, Math.min(80, sql.length())));
        return line.length() < 60 ? line : line.substring(0, 60) + "…";
    }
}
