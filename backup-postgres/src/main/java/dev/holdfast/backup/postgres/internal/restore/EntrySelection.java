package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.postgres.internal.evidence.Suffixes;
import dev.holdfast.backup.postgres.internal.evidence.TableOfContents;
import dev.holdfast.backup.postgres.internal.evidence.TocEntry;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a dump: the schemas and tables that were asked for, what belongs to them (data, indexes, constraints, triggers, grants), and
 * where nothing is there yet what they need (schemas, types, sequences).
 *
 * <p>A pattern without a dot is for schemas, one with a dot for a table, view or sequence in a schema; {@code *} and {@code ?} stand for any
 * characters and for one.
 */
final class EntrySelection implements AutoCloseable {

    /** The line of an entry begins with its number, and what it depends on follows behind it. */
    private static final Pattern ENTRY = Pattern.compile("(\\d+); \\d+ \\d+ .*");

    private static final Pattern NEEDS = Pattern.compile(";\\s+depends on:((?: \\d+)+)\\s*");

    /** What a table is, for patterns. */
    private static final Set<String> RELATIONS =
            Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FOREIGN TABLE");

    /** What has no life of its own: it goes with what it depends on. */
    private static final Set<String> BELONGING = Set.of(
            "TABLE DATA",
            "MATERIALIZED VIEW DATA",
            "SEQUENCE",
            "SEQUENCE SET",
            "SEQUENCE OWNED BY",
            "INDEX",
            "INDEX ATTACH",
            "TABLE ATTACH",
            "CONSTRAINT",
            "CHECK CONSTRAINT",
            "DEFAULT",
            "TRIGGER",
            "RULE",
            "POLICY",
            "ROW SECURITY",
            "STATISTICS",
            "STATISTICS DATA",
            "COMMENT",
            "ACL",
            "SECURITY LABEL");

    private final BackupReader from;
    private final DumpRestore dump;
    private final List<Pattern> schemas = new ArrayList<>();
    private final List<Pattern> tables = new ArrayList<>();
    private final List<String> only;
    private final RunContext context;
    private final Map<Integer, Entry> entries = new LinkedHashMap<>();
    private final Set<Integer> chosen = new HashSet<>();
    private final List<Scratch> scratches = new ArrayList<>();

    EntrySelection(BackupReader from, DumpRestore dump, List<String> only, RunContext context) {
        this.from = from;
        this.dump = dump;
        this.only = only;
        this.context = context;
        for (String pattern : only) {
            (pattern.indexOf('.') < 0 ? schemas : tables).add(compile(pattern));
        }
    }

    private static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private record Entry(TocEntry toc, Set<Integer> needs) {

        String kind() {
            return toc.type();
        }
    }

    /** Tells whether a table is asked for. */
    boolean has(DumpContent.Table table) {
        return matches(table.schema(), table.name());
    }

    private boolean matches(String schema, String name) {
        String whole = schema + "." + name;
        return schemas.stream().anyMatch(pattern -> pattern.matcher(schema).matches())
                || tables.stream().anyMatch(pattern -> pattern.matcher(whole).matches());
    }

    /** Returns the list for a database in which nothing is yet. */
    Path withWhatItNeeds() throws IOException, InterruptedException {
        choose();
        Deque<Integer> open = new ArrayDeque<>(chosen);
        while (!open.isEmpty()) {
            Entry entry = entries.get(open.poll());
            if (entry == null) {
                continue;
            }
            for (int need : entry.needs()) {
                Entry needed = entries.get(need);
                if (needed != null && !needed.kind().equals("TABLE DATA") && chosen.add(need)) {
                    open.add(need);
                }
            }
        }
        return written();
    }

    /** Returns the list for a database that has all else. */
    Path alone() throws IOException, InterruptedException {
        choose();
        return written();
    }

    private void choose() throws IOException, InterruptedException {
        read();
        entries.forEach((id, entry) -> {
            TocEntry toc = entry.toc();
            boolean schema = toc.type().equals("SCHEMA")
                    && schemas.stream()
                            .anyMatch(pattern -> pattern.matcher(toc.name()).matches());
            boolean inSchema = schemas.stream()
                    .anyMatch(pattern -> pattern.matcher(toc.schema()).matches());
            boolean relation = RELATIONS.contains(toc.type()) && matches(toc.schema(), toc.name());
            if (schema || inSchema || relation) {
                chosen.add(id);
            }
        });
        if (chosen.isEmpty()) {
            throw new RefusedException(
                    Failure.of("HF-PG-129", "the dump has nothing that matches " + String.join(", ", only))
                            .hint("Name a schema, or a table with its schema: public.orders, 'sales.*'."));
        }
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<Integer, Entry> entry : entries.entrySet()) {
                if (!chosen.contains(entry.getKey()) && belongs(entry.getValue())) {
                    chosen.add(entry.getKey());
                    more = true;
                }
            }
        }
        chosen.removeIf(id -> {
            Entry entry = entries.get(id);
            return entry != null && entry.kind().equals("FK CONSTRAINT") && !allThere(entry);
        });
    }

    private boolean belongs(Entry entry) {
        if (entry.kind().equals("FK CONSTRAINT")) {
            return allThere(entry);
        }
        return BELONGING.contains(entry.kind()) && entry.needs().stream().anyMatch(chosen::contains);
    }

    /** A foreign key needs both its ends. */
    private boolean allThere(Entry entry) {
        return !entry.needs().isEmpty()
                && entry.needs().stream().allMatch(need -> chosen.contains(need) || !entries.containsKey(need));
    }

    private void read() throws IOException, InterruptedException {
        if (!entries.isEmpty()) {
            return;
        }
        try (InputStream in = from.artifact(Suffixes.CONTENTS)) {
            TableOfContents.read(in, toc -> entries.put(toc.id(), new Entry(toc, new HashSet<>())));
        }
        int[] last = {-1};
        dump.list(line -> {
            Matcher needs = NEEDS.matcher(line);
            Matcher entry = ENTRY.matcher(line);
            Entry before = entries.get(last[0]);
            if (needs.matches() && before != null) {
                for (String need : needs.group(1).strip().split(" ", -1)) {
                    before.needs().add(Integer.parseInt(need));
                }
            } else if (entry.matches()) {
                last[0] = Integer.parseInt(entry.group(1));
            }
        });
    }

    /** Returns the list of the rows of certain tables and nothing else. */
    Path rowsOf(Collection<DumpContent.Table> some) throws IOException {
        Set<List<String>> names = new HashSet<>();
        some.forEach(table -> names.add(List.of(table.schema(), table.name())));
        return those(
                toc -> toc.type().equals(TocEntry.TABLE_DATA) && names.contains(List.of(toc.schema(), toc.name())));
    }

    /** Returns the list of what is about the database itself. */
    Path aboutDatabase() throws IOException {
        return those(DumpedSettings::isAboutDatabase);
    }

    private Path those(Predicate<TocEntry> wanted) throws IOException {
        List<TocEntry> list = new ArrayList<>();
        try (InputStream in = from.artifact(Suffixes.CONTENTS)) {
            TableOfContents.read(in, toc -> {
                if (wanted.test(toc)) {
                    list.add(toc);
                }
            });
        }
        return written(list);
    }

    private Path written() throws IOException {
        return written(entries.values().stream()
                .map(Entry::toc)
                .filter(entry -> chosen.contains(entry.id()))
                .toList());
    }

    private Path written(List<TocEntry> list) throws IOException {
        Scratch made = context.scratch(0);
        scratches.add(made);
        Path file = made.directory().resolve("entries");
        Files.write(file, list.stream().map(TocEntry::listLine).toList());
        return file;
    }

    @Override
    public void close() throws IOException {
        for (Scratch scratch : scratches) {
            scratch.close();
        }
    }
}
