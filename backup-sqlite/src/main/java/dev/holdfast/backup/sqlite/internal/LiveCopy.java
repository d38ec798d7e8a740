package dev.holdfast.backup.sqlite.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.sqlite.internal.db.Access;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.DatabaseFile;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import dev.holdfast.backup.sqlite.internal.db.FileCopy;
import dev.holdfast.backup.sqlite.internal.db.OnlineCopy;
import dev.holdfast.backup.sqlite.internal.dump.SqlDump;
import dev.holdfast.backup.sqlite.internal.evidence.Facts;
import dev.holdfast.backup.sqlite.internal.evidence.RowCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The database at one moment, as a file in scratch: made quickly, so that a pause or a lock is short, and streamed, checked and counted later.
 */
final class LiveCopy implements Snapshots.Snapshot {

    private static final int BUFFER = 256 * 1024;

    private final Configuration configuration;
    private final Path live;
    private final Path copy;
    private final Scratch scratch;
    private final Map<String, String> facts;

    private LiveCopy(Configuration configuration, Path live, Path copy, Scratch scratch, Map<String, String> facts) {
        this.configuration = configuration;
        this.live = live;
        this.copy = copy;
        this.scratch = scratch;
        this.facts = facts;
    }

    static LiveCopy take(Configuration configuration, Path live, RunContext context) throws Exception {
        DatabaseFile.require(live);
        context.progress().step("copying " + live.getFileName());
        Scratch scratch = context.scratch(DatabaseFile.scratch(live));
        try {
            Path copy = scratch.directory().resolve("copy.db");
            Map<String, String> facts = new LinkedHashMap<>();
            try (Database database = Database.open(live, Access.LIVE, Failures.ofLive(live), context)) {
                database.hold(configuration.lockTimeout());
                requireTables(configuration.requireTables(), database);
                facts.put(Facts.JOURNAL, database.text("PRAGMA journal_mode"));
                if (!FileCopy.copy(database, live, copy, context)) {
                    OnlineCopy.copy(database, copy, context);
                }
            }
            facts.putAll(facts(configuration, live, copy, context));
            return new LiveCopy(configuration, live, copy, scratch, facts);
        } catch (TargetException e) {
            scratch.close();
            throw DatabaseFile.explain(e, live, context);
        } catch (Exception | Error e) {
            scratch.close();
            throw e;
        }
    }

    static void requireTables(List<String> tables, Database database) {
        List<String> there =
                database.texts("SELECT lower(name) FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name");
        for (String table : tables) {
            if (!there.contains(table.toLowerCase(java.util.Locale.ROOT))) {
                String name = Failures.oneLine(table);
                throw new TargetException(Failure.of(
                                "HF-SQL-009",
                                "database " + database.failures().shown() + " has no table " + name
                                        + ", which this target requires")
                        .hint("Is this the right file? If it is, take the table out of require-tables.")
                        .with("table", name)
                        .with("path", database.failures().shown()));
            }
        }
    }

    private static Map<String, String> facts(Configuration configuration, Path live, Path copy, RunContext context) {
        try (Database database = Database.open(copy, Access.FROZEN, Failures.ofLive(live), context)) {
            return facts(configuration, live, database);
        }
    }

    /** Told by the copy, which may be of a moment after the one that our transaction sees. */
    private static Map<String, String> facts(Configuration configuration, Path live, Database database) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(Facts.FORMAT, configuration.sql() ? "sql" : "copy");
        facts.put(Facts.PATH, live.toString());
        facts.put(Facts.LIBRARY, database.text("SELECT sqlite_version()"));
        facts.put("encoding", database.text("PRAGMA encoding"));
        long pageSize = database.number("PRAGMA page_size");
        facts.put("page-size", Long.toString(pageSize));
        facts.put(Facts.BYTES, Long.toString(pageSize * database.number("PRAGMA page_count")));
        facts.put("user-version", database.text("PRAGMA user_version"));
        facts.put("application-id", database.text("PRAGMA application_id"));
        try {
            int mode = (Integer) Files.getAttribute(live, "unix:mode");
            facts.put(Facts.MODE, Integer.toOctalString(mode & 07777));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // A file system without permissions; the restored file gets the default.
            return facts;
        }
        return facts;
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws Exception {
        Proof proof = new Proof(configuration, copy, Failures.ofLive(live), context);
        RowCounts counts;
        try {
            proof.begin();
            counts = configuration.sql() ? writeSql(sink, context) : writeCopy(sink, context);
        } catch (Exception | Error e) {
            proof.abandon();
            throw e;
        }
        Proof.Findings findings = proof.end();
        findings.problems().forEach(context::problem);
        if (!configuration.sql()) {
            counts = findings.counts();
        }
        try (OutputStream evidence = sink.evidence(RowCounts.SUFFIX)) {
            counts.write(evidence);
        }
        facts.forEach(sink::fact);
        sink.fact("tables", Integer.toString(counts.rows().size()));
        sink.fact("rows", Long.toString(counts.total()));
        sink.fact("check-millis", Long.toString(findings.checkMillis()));
        if (configuration.checkForeignKeys()) {
            sink.fact("foreign-key-check-millis", Long.toString(findings.foreignKeyMillis()));
        }
        if (configuration.sql()) {
            sink.fact(Facts.FORM, SqlDump.FORM);
        }
        sink.fact("restore-by-hand", byHand());
    }

    private String byHand() {
        String file = String.valueOf(live.getFileName());
        return configuration.sql()
                ? "The file is SQL text. Load it into a new database: `sqlite3 -bail NEW.db < FILE.sql`, which must end without a word"
                        + " and with exit code 0.\nThen put `NEW.db` in the place of `" + file
                        + "` as below."
                        + placing(file)
                : "The file is the database. Check it: `sqlite3 FILE.db 'PRAGMA integrity_check'` must say `ok`."
                        + placing(file);
    }

    private static String placing(String file) {
        return "\nWhile no program has the database open: move `" + file + "`, `" + file + "-wal`, `" + file
                + "-shm` and `" + file + "-journal` aside, as far as they are there, and put the file in their place.";
    }

    private RowCounts writeSql(BackupSink sink, RunContext context) throws IOException {
        try (Database database = Database.open(copy, Access.FROZEN, Failures.ofLive(live), context);
                OutputStream out = sink.artifact(Facts.SQL_SUFFIX)) {
            return SqlDump.write(database, out, context);
        }
    }

    private RowCounts writeCopy(BackupSink sink, RunContext context) throws IOException {
        context.progress().step("writing " + live.getFileName());
        context.progress().expect(Files.size(copy), -1);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(copy);
                OutputStream out = sink.artifact(Facts.COPY_SUFFIX)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                context.cancellation().check();
                out.write(buffer, 0, read);
            }
        }
        return new RowCounts(new java.util.TreeMap<>());
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }

    /** Tells people of broken foreign keys. */
    static Problem brokenKeys(Failures failures, Map<String, Long> broken) {
        long rows = broken.values().stream().mapToLong(Long::longValue).sum();
        return Problem.of(
                Severity.WARNING,
                Failure.of(
                                "HF-SQL-012",
                                rows + (rows == 1 ? " row" : " rows") + " of database " + failures.shown()
                                        + " refer to rows that are not there")
                        .hint("Look at them with PRAGMA foreign_key_check; the backup holds them as they are.")
                        .with("tables", Failures.oneLine(broken.keySet().toString())));
    }
}
