package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.CountRows;
import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.Globals;
import dev.holdfast.backup.postgres.internal.client.ClientTools;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.evidence.DatabaseRecord;
import dev.holdfast.backup.postgres.internal.evidence.RowCounts;
import dev.holdfast.backup.postgres.internal.evidence.Suffixes;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One capture: the dump, roles beside it, and the evidence that the dump is whole. */
public final class Capture {

    /** The fact that a dump leaves something out, with the arguments that say what. */
    public static final String PARTIAL = "partial";

    private static final int NAMES_SHOWN = 5;
    private static final int ATTEMPTS = 5;

    private final TargetSettings settings;
    private final ConnectionSettings connection;
    private final Moment moment;
    private final BackupSink sink;
    private final RunContext context;

    /**
     * Makes the capture.
     *
     * @param settings what the target says
     * @param connection the database
     * @param moment which moment; closed by the caller
     * @param sink where to
     * @param context the run
     */
    public Capture(
            TargetSettings settings,
            ConnectionSettings connection,
            Moment moment,
            BackupSink sink,
            RunContext context) {
        this.settings = settings;
        this.connection = connection;
        this.moment = moment;
        this.sink = sink;
        this.context = context;
    }

    /**
     * Captures.
     *
     * @throws IOException if a stream fails
     * @throws InterruptedException if this thread is interrupted
     * @throws TargetException if there is no whole dump
     */
    public void run() throws IOException, InterruptedException {
        ClientTools tools =
                ClientTools.choose(settings.client(), moment.exporter().version(), context);
        for (int attempt = 1; ; attempt++) {
            try {
                run(tools, moment.exporter());
                return;
            } catch (TargetException e) {
                // Whoever waits for a table of ours has to get through before the dump can.
                boolean locked = e.code().equals("HF-PG-053") && attempt < ATTEMPTS;
                if (!locked || moment.renew().isEmpty()) {
                    throw e;
                }
                context.progress().step("waiting for locks");
            }
        }
    }

    private void run(ClientTools tools, SnapshotExporter exporter) throws IOException, InterruptedException {
        boolean mayReadPasswords = GlobalsDump.mayReadPasswords(exporter.connection());
        DatabaseRecord record = DatabaseFacts.read(exporter.connection(), exporter.version());
        long size = exporter.connection()
                .one("SELECT pg_catalog.pg_database_size(pg_catalog.current_database())", row -> row.getLong(1));
        try (Scratch scratch = context.scratch(0)) {
            Contents contents = new Contents(scratch.directory());
            RowCounter.@Nullable Count count = null;
            long bytes;
            try (Counting counting = new Counting(exporter)) {
                context.progress().step("dumping");
                bytes = new DumpRun(settings, connection, tools, exporter, size, sink, context).run(contents);
                count = counting.await();
            }
            requirePlausible(exporter, contents, bytes, count);
            Globals globals =
                    new GlobalsDump(connection, tools).run(settings.globals(), mayReadPasswords, sink, context);
            storeEvidence(record, contents, count);
            facts(exporter, record, tools, globals, count);
            sink.fact("database-bytes", Long.toString(size));
        }
    }

    /** Rows are counted while the dump runs; a dump that fails ends the counting. */
    private final class Counting implements AutoCloseable {
        private final @Nullable CountTask task;

        Counting(SnapshotExporter exporter) {
            task = CountTask.start(exporter, settings.countRows(), settings.countLimit(), context)
                    .orElse(null);
        }

        RowCounter.@Nullable Count await() throws InterruptedException {
            if (task == null) {
                return null;
            }
            context.progress().step("counting rows");
            return task.await();
        }

        @Override
        public void close() {
            if (task != null) {
                task.close();
            }
        }
    }

    private void requirePlausible(
            SnapshotExporter exporter, Contents contents, long bytes, RowCounter.@Nullable Count count) {
        // Each row is a line of its own, whatever the format.
        if (bytes == 0 || (count != null && bytes < count.rows())) {
            throw notWhole("it has " + bytes + " bytes for " + (count == null ? 0 : count.rows()) + " rows");
        }
        if (settings.format() == DumpFormat.PLAIN) {
            return;
        }
        if (!contents.isKnown()) {
            context.problem(new Problem(
                    Severity.WARNING,
                    "HF-PG-068",
                    "the table of contents of the dump is of a form that is not known here, and is not kept",
                    "Use a later version of Holdfast with these tools."));
            return;
        }
        List<String> missing = exporter.tables().stream()
                .filter(DumpedTable::counted)
                .filter(table -> !contents.hasRowsOf(table))
                .map(DumpedTable::display)
                .toList();
        if (!missing.isEmpty()) {
            throw notWhole("the rows of " + missing.size() + " tables are missing, among them "
                    + String.join(", ", missing.subList(0, Math.min(NAMES_SHOWN, missing.size()))));
        }
    }

    private TargetException notWhole(String why) {
        return new TargetException(
                Failure.of("HF-PG-059", "the dump of " + connection.display() + " is not whole: " + why)
                        .hint("Look at the tools: pg_dump ended without an error, but what it wrote is no good dump."));
    }

    private void storeEvidence(DatabaseRecord record, Contents contents, RowCounter.@Nullable Count count)
            throws IOException {
        if (settings.format() != DumpFormat.PLAIN && contents.isKnown()) {
            contents.store(sink, Suffixes.CONTENTS);
        }
        if (count != null) {
            try (OutputStream out = new java.io.BufferedOutputStream(sink.evidence(Suffixes.ROWS))) {
                RowCounts.write(out, count.tables());
            }
        }
        try (OutputStream out = sink.evidence(Suffixes.DATABASE)) {
            out.write(record.json());
        }
    }

    private void facts(
            SnapshotExporter exporter,
            DatabaseRecord record,
            ClientTools tools,
            Globals globals,
            RowCounter.@Nullable Count count) {
        for (Map.Entry<String, String> property : record.properties().entrySet()) {
            sink.fact(property.getKey(), property.getValue());
        }
        sink.fact("server-version", exporter.version().text());
        sink.fact("server-version-num", Integer.toString(exporter.version().number()));
        sink.fact("client-version", tools.version().text());
        sink.fact("client-version-num", Integer.toString(tools.version().number()));
        sink.fact("format", settings.format().word());
        sink.fact("globals", globals.word());
        if (!settings.tables().isEverything()) {
            sink.fact(PARTIAL, String.join(" ", settings.tables().arguments()));
        }
        sink.fact("tables", Integer.toString(exporter.tables().size()));
        sink.fact("rows", rowsWord(count));
        sink.fact(
                ByHand.FACT,
                ByHand.words(
                        settings.format(),
                        globals,
                        record.properties(),
                        Integer.toString(tools.version().major())));
        if (count != null && settings.countRows() == CountRows.ALL) {
            sink.fact("rows-counted", Long.toString(count.rows()));
            if (count.estimated() > 0) {
                context.problem(new Problem(
                        Severity.INFO,
                        "HF-PG-063",
                        "the rows of " + count.estimated() + " large tables are estimated and not counted",
                        "Raise count-limit if a restore is to be proven complete for them too."));
            }
        }
    }

    private String rowsWord(RowCounter.@Nullable Count count) {
        if (count == null || settings.countRows() != CountRows.ALL) {
            return settings.countRows().word();
        }
        return count.estimated() == 0 ? "all" : "some";
    }
}
