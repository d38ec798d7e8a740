package dev.holdfast.examples.customtarget;

import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.TargetDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Protects the notes that an application keeps in memory: each is an entry of the archive. */
public final class NotesTarget implements BackupTarget {

    private final TargetId id;
    private final Map<String, String> notes;

    private NotesTarget(TargetId id, Map<String, String> notes) {
        this.id = id;
        this.notes = notes;
    }

    /** Returns how to open the target; the map is the application's own and is guarded by itself. */
    public static TargetDefinition named(String name, Map<String, String> notes) {
        TargetId id = new TargetId("notes", name);
        return TargetDefinition.of(id, () -> new NotesTarget(id, notes));
    }

    @Override
    public TargetId id() {
        return id;
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws IOException {
        Map<String, String> snapshot;
        synchronized (notes) {
            snapshot = new TreeMap<>(notes);
        }
        try (ArchiveWriter archive = sink.archive("")) {
            for (Map.Entry<String, String> note : snapshot.entrySet()) {
                context.cancellation().check();
                byte[] text = note.getValue().getBytes(StandardCharsets.UTF_8);
                ArchiveEntry entry = ArchiveEntry.file(note.getKey(), text.length, Instant.EPOCH);
                archive.add(entry, () -> new ByteArrayInputStream(text));
            }
            archive.finish();
        }
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) throws IOException {
        if (how.way() == RestoreWay.TO) {
            throw new IOException("notes have no other place to be restored to");
        }
        Map<String, String> restored = new HashMap<>();
        try (ArchiveReader archive = from.archive("")) {
            for (var entry = archive.next(); entry.isPresent(); entry = archive.next()) {
                context.cancellation().check();
                byte[] text = archive.content().readAllBytes();
                restored.put(entry.get().name().value(), new String(text, StandardCharsets.UTF_8));
            }
        }
        synchronized (notes) { // only now, when all was read and checked, is the live one touched
            notes.clear();
            notes.putAll(restored);
        }
    }
}
