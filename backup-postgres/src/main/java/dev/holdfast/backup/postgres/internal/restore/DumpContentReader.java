package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.postgres.internal.evidence.DatabaseRecord;
import dev.holdfast.backup.postgres.internal.evidence.RowCounts;
import dev.holdfast.backup.postgres.internal.evidence.Suffixes;
import dev.holdfast.backup.postgres.internal.evidence.TableOfContents;
import dev.holdfast.backup.postgres.internal.evidence.TocEntry;
import dev.holdfast.backup.spi.BackupReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a backup tells of its dump: its facts and its evidence, which are small, and not the dump, which is not. */
final class DumpContentReader {

    private DumpContentReader() {}

    static DumpContent read(BackupReader from) throws IOException {
        BackupManifest manifest = from.manifest();
        Map<String, String> facts = manifest.facts();
        DatabaseRecord record = record(from);
        Map<String, String> properties = new LinkedHashMap<>(record.properties());
        properties.putAll(facts);
        Map<String, String> extensions = new TreeMap<>();
        record.extensions().forEach(extension -> extensions.put(extension.name(), extension.version()));
        Set<String> roles = new TreeSet<>(record.roles());
        DumpForm form = form(manifest);
        return new DumpContent(
                form,
                suffix(form),
                number(properties, "server-version-num"),
                profile(properties),
                tables(from),
                roles,
                extensions,
                record.tablespaces(),
                bytes(properties));
    }

    private static DumpForm form(BackupManifest manifest) {
        for (Artifact artifact : manifest.artifacts()) {
            if (artifact.role() != ArtifactRole.DATA) {
                continue;
            }
            if (artifact.archiveFormat() != null) {
                return DumpForm.DIRECTORY;
            }
            if (artifact.suffix().equals(Suffixes.CUSTOM)) {
                return DumpForm.CUSTOM;
            }
            if (artifact.suffix().equals(Suffixes.PLAIN)) {
                return DumpForm.PLAIN;
            }
        }
        throw new IntegrityException(Failure.of("HF-PG-135", "the backup " + manifest.id() + " holds no dump")
                .hint("Look at its artifacts with show; it is of another type, or of a later version."));
    }

    private static String suffix(DumpForm form) {
        return switch (form) {
            case CUSTOM -> Suffixes.CUSTOM;
            case PLAIN -> Suffixes.PLAIN;
            case DIRECTORY -> Suffixes.DIRECTORY;
        };
    }

    private static DatabaseRecord record(BackupReader from) throws IOException {
        if (from.manifest().artifact(Suffixes.DATABASE).isEmpty()) {
            return new DatabaseRecord(Map.of(), List.of(), List.of(), List.of());
        }
        try (InputStream in = from.artifact(Suffixes.DATABASE)) {
            return DatabaseRecord.read(in);
        }
    }

    private static @Nullable DatabaseProfile profile(Map<String, String> properties) {
        String encoding = properties.getOrDefault("encoding", "");
        String collate = properties.getOrDefault("collate", "");
        if (encoding.isEmpty() || collate.isEmpty()) {
            return null;
        }
        return new DatabaseProfile(
                0,
                properties.getOrDefault("database", ""),
                properties.getOrDefault("owner", ""),
                encoding,
                collate,
                properties.getOrDefault("ctype", collate),
                properties.getOrDefault("locale-provider", "c"),
                properties.get("icu-locale"),
                properties.get("icu-rules"),
                properties.getOrDefault("tablespace", ""),
                number(properties, "connection-limit"),
                true,
                false);
    }

    private static int number(Map<String, String> properties, String name) {
        try {
            return Integer.parseInt(properties.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static long bytes(Map<String, String> properties) {
        try {
            return Long.parseLong(properties.getOrDefault("database-bytes", "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The tables whose rows are in the dump: with their rows where these were told, else by the table of contents alone. */
    private static List<DumpContent.Table> tables(BackupReader from) throws IOException {
        Map<List<String>, DumpContent.Table> tables = new LinkedHashMap<>();
        if (from.manifest().artifact(Suffixes.CONTENTS).isPresent()) {
            try (InputStream in = from.artifact(Suffixes.CONTENTS)) {
                TableOfContents.read(in, entry -> {
                    if (entry.type().equals(TocEntry.TABLE_DATA)) {
                        tables.put(
                                List.of(entry.schema(), entry.name()),
                                new DumpContent.Table(entry.schema(), entry.name(), 0, false));
                    }
                });
            }
        }
        if (from.manifest().artifact(Suffixes.ROWS).isPresent()) {
            try (InputStream in = from.artifact(Suffixes.ROWS)) {
                RowCounts.read(
                        in,
                        row -> tables.put(
                                List.of(row.schema(), row.table()),
                                new DumpContent.Table(row.schema(), row.table(), row.rows(), row.exact())));
            }
        }
        return new ArrayList<>(tables.values());
    }
}
