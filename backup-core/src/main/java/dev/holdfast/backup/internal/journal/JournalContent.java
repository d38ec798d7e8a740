package dev.holdfast.backup.internal.journal;

import dev.holdfast.backup.spi.UndoRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the lines of a journal add up to. For one thread. */
public final class JournalContent {

    private JournalEntry.@Nullable Opened opened;
    private final Map<Integer, UndoRecord> pending = new LinkedHashMap<>();
    private final Map<String, List<JournalEntry.BackupBegun>> begun = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private String state = "";
    private int records;

    JournalContent() {}

    void add(JournalEntry entry) {
        if (entry instanceof JournalEntry.Opened first) {
            opened = first;
        } else if (entry instanceof JournalEntry.Undo undo) {
            pending.put(undo.number(), undo.record());
            records = Math.max(records, undo.number() + 1);
        } else if (entry instanceof JournalEntry.Settled settled) {
            pending.remove(settled.number());
        } else if (entry instanceof JournalEntry.BackupBegun backup) {
            begun.computeIfAbsent(backup.backup(), id -> new ArrayList<>()).add(backup);
        } else if (entry instanceof JournalEntry.BackupEnded ended) {
            begun.remove(ended.backup());
        } else if (entry instanceof JournalEntry.Reached reached) {
            state = reached.state();
        } else if (entry instanceof JournalEntry.Noted noted) {
            notes.put(noted.name(), noted.value());
        }
    }

    /** Returns the first line, or {@code null} if a crash came before it was whole. */
    public JournalEntry.@Nullable Opened opened() {
        return opened;
    }

    /** Returns the records that are not settled, by number, oldest first. */
    public Map<Integer, UndoRecord> pending() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(pending));
    }

    /** Returns the backups that were begun and not ended, each with the stores it was begun in. */
    public Map<String, List<JournalEntry.BackupBegun>> begun() {
        return Collections.unmodifiableMap(begun);
    }

    /** Returns the last state that was reached, or an empty text. */
    public String state() {
        return state;
    }

    /** Returns what was noted, by name. */
    public Map<String, String> notes() {
        return Collections.unmodifiableMap(notes);
    }

    int nextNumber() {
        return records;
    }
}
