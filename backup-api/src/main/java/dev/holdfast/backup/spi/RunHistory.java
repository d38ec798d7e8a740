package dev.holdfast.backup.spi;

import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import java.util.Optional;

/** Remembers runs: the audit trail of all that was done with backups. Thread-safe. */
public interface RunHistory {

    /**
     * Remembers a run; called at its start and again at its end. Takes the place of what is remembered under the same id if it
     * {@linkplain RunRecord#supersedes supersedes} that; else nothing changes. Never throws because it cannot write: a run does not depend on
     * being remembered. Never waits for longer than a few seconds.
     *
     * @param run the run as it is now
     */
    void record(RunRecord run);

    /**
     * Looks up runs.
     *
     * @param query which
     * @return a page of them, newest first by start and, where that is equal, by id
     * @throws dev.holdfast.backup.BackupException if what remembers them does not answer
     */
    HistoryPage page(HistoryQuery query);

    /**
     * Looks up one run.
     *
     * @param run its id, the whole of it
     * @return the run, if it is remembered
     * @throws dev.holdfast.backup.BackupException if what remembers it does not answer
     */
    Optional<RunRecord> find(String run);

    /**
     * Remembers as interrupted what processes were at that are gone, as far as that is known; called when somebody asks for a recovery. What goes
     * on, here or elsewhere, stays as it is. Never throws because it cannot write, and never waits for longer than a few seconds.
     */
    default void recover() {}
}
