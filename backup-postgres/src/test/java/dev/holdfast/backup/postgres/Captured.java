package dev.holdfast.backup.postgres;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.postgres.internal.evidence.RowCounts;
import dev.holdfast.backup.postgres.internal.evidence.TableOfContents;
import dev.holdfast.backup.postgres.internal.evidence.TableRows;
import dev.holdfast.backup.postgres.internal.evidence.TocEntry;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A capture into memory, and what is in it. */
public final class Captured implements AutoCloseable {

    public final MemoryBackup backup;
    public final TestRunContext context;

    private Captured(MemoryBackup backup, TestRunContext context) {
        this.backup = backup;
        this.context = context;
    }

    public static Captured of(TargetDefinition definition) throws Exception {
        return of(definition, new TestRunContext().pool(4));
    }

    public static Captured of(TargetDefinition definition, TestRunContext context) throws Exception {
        MemoryBackup backup = new MemoryBackup(definition.id(), new TarArchiver());
        try (BackupTarget target = definition.open()) {
            target.capture(backup.sink(), context);
            return new Captured(backup, context);
        } catch (Exception | AssertionError e) {
            backup.close();
            context.close();
            throw e;
        }
    }

    /** Rows by {@code schema.table}; estimated ones with a tilde before them. */
    public Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (TableRows table : tableRows()) {
            rows.put(table.schema() + "." + table.table(), (table.exact() ? "" : "~") + table.rows());
        }
        return rows;
    }

    public List<TableRows> tableRows() throws IOException {
        List<TableRows> rows = new ArrayList<>();
        RowCounts.read(new ByteArrayInputStream(backup.bytes("rows.jsonl")), rows::add);
        return rows;
    }

    public List<TocEntry> contents() throws IOException {
        List<TocEntry> entries = new ArrayList<>();
        TableOfContents.read(new ByteArrayInputStream(backup.bytes("contents.jsonl")), entries::add);
        return entries;
    }

    public List<String> codes() {
        return context.problems().stream().map(problem -> problem.code()).toList();
    }

    @Override
    public void close() {
        backup.close();
        context.close();
    }
}
