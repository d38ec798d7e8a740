package dev.holdfast.backup.internal.journal;

import dev.holdfast.backup.spi.UndoRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a journal add up to. Thread-safe: a watchdog may bring services back while the run goes on writing; what is returned is a copy
 * and does not change any more.
 */
public final class JournalContent {

    private JournalEntry.@Nullable Opened opened;
    private final Map<Integer, UndoRecord> pending = new LinkedHashMap<>();
    private final Map<String, List<JournalEntry.BackupBegun>> begun = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private String state = "";
    private int records;

    JournalContent() {}

    synchronized void add(JournalEntry entry) {
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
    public synchronized JournalEntry.@Nullable Opened opened() {
        return opened;
    }

    /** Returns the records that are not settled, by number, oldest first. */
    public synchronized Map<Integer, UndoRecord> pending() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(pending));
    }

    /** Returns the backups that were begun and not ended, each with the stores it was begun in. */
    public synchronized Map<String, List<JournalEntry.BackupBegun>> begun() {
        Map<String, List<JournalEntry.BackupBegun>> copy = new LinkedHashMap<>();
        begun.forEach((backup, stores) -> copy.put(backup, List.copyOf(stores)));
        return Collections.unmodifiableMap(copy);
    }

    /** Returns the last state that was reached, or an empty text. */
    public synchronized String state() {
        return state;
    }

    /** Returns what was noted, by name. */
    public synchronized Map<String, String> notes() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    }

    synchronized int nextNumber() {
        return records;
    }
}
