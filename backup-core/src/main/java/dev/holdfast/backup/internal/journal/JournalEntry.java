package dev.holdfast.backup.internal.journal;

import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.util.Map;

/** A line of a journal. */
public sealed interface JournalEntry {

    /**
     * What the journal is of; its first line.
     *
     * @param operation {@code run} or {@code restore}
     * @param id the run's or restore's id
     * @param startedAt when it began, ISO 8601
     * @param facts what must be known of it later
     */
    record Opened(String operation, String id, String startedAt, Map<String, String> facts) implements JournalEntry {}

    /**
     * The way back from an act that comes next.
     *
     * @param number counts the records of the journal
     * @param record the way back
     */
    record Undo(int number, UndoRecord record) implements JournalEntry {}

    /**
     * That an act was undone, or that what was kept for its undo was dropped.
     *
     * @param number the record's number
     */
    record Settled(int number) implements JournalEntry {}

    /**
     * That objects of a backup come next; without a {@link BackupEnded} they are garbage of a dead run.
     *
     * @param backup the backup's id
     * @param store the store's name
     * @param type the store's type, for a later process without today's configuration
     * @param settings the store's settings
     */
    record BackupBegun(String backup, String store, String type, Settings settings) implements JournalEntry {}

    /**
     * That a backup was committed, or given up with nothing left.
     *
     * @param backup the backup's id
     */
    record BackupEnded(String backup) implements JournalEntry {}

    /**
     * That the operation reached a state.
     *
     * @param state a word
     */
    record Reached(String state) implements JournalEntry {}

    /**
     * Something that must be known of the operation later.
     *
     * @param name its name
     * @param value its value; never a secret
     */
    record Noted(String name, String value) implements JournalEntry {}
}
