package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.engine.RecoveryReport;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.PrivateFiles;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what processes that are gone left behind: undoes the acts in their journals, removes the objects of backups that were never committed,
 * throws scratch away. A journal whose owner lives is left alone.
 */
public final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Duration TIMEOUT = Duration.ofDays(1);

    /** Ends a restore that was under way. */
    @FunctionalInterface
    public interface RestoreRecovery {
        /**
         * Ends it.
         *
         * @param journal its journal, held
         * @param scope the recovery's scope over that journal
         * @return its id and what could not be undone; empty if there was nothing to do
         */
        Optional<Ended> end(Journal journal, RunScope scope);
    }

    /**
     * A restore that was ended.
     *
     * @param id the restore's id
     * @param problems what could not be undone
     */
    public record Ended(String id, List<Problem> problems) {}

    private final Environment environment;
    private final String id;
    private final RestoreRecovery restores;
    private final CancellationSource cancellation;
    private final List<String> interrupted = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<UndoRecord> stuck = new ArrayList<>();
    private int undone;
    private int removed;

    /**
     * Makes a recovery.
     *
     * @param environment what the host gave
     * @param id the operation's id
     * @param restores ends restores
     * @param cancellation tells when to end; looked at between two journals, so that nothing is left half undone
     */
    public Recovery(Environment environment, String id, RestoreRecovery restores, CancellationSource cancellation) {
        this.environment = environment;
        this.id = id;
        this.restores = restores;
        this.cancellation = cancellation;
    }

    /**
     * Recovers.
     *
     * @return what was done
     */
    public RecoveryReport run() {
        Instant startedAt = environment.clock().instant();
        try {
            for (Path file : environment.state().runJournals()) {
                adopted(file, this::endRun);
            }
            for (Path file : environment.state().restoreJournals()) {
                adopted(file, this::endRestore);
            }
        } catch (CancelledException e) {
            rememberRecovery(startedAt, RunState.CANCELLED);
            throw e;
        }
        rememberRecovery(startedAt, problems.isEmpty() ? RunState.SUCCEEDED : RunState.DEGRADED);
        return new RecoveryReport(interrupted, undone, removed, problems);
    }

    /**
     * Recovers, and tells what could not be undone.
     *
     * @return the records that are still pending
     */
    public List<UndoRecord> stuckAfterRun() {
        run();
        return stuck;
    }

    private void adopted(Path file, End end) {
        cancellation.check();
        try (Journal journal = Journal.adopt(file).orElse(null)) {
            if (journal == null) {
                return;
            }
            JournalEntry.Opened opened = journal.content().opened();
            if (opened == null) {
                // The crash came before the first line was whole, so nothing had begun.
                journal.remove();
                return;
            }
            int before = journal.content().pending().size();
            int known = problems.size();
            try (RunScope scope = new RunScope(environment, opened.id(), journal, new CancellationSource(), TIMEOUT)) {
                end.of(journal, opened, scope);
            }
            undone += before - journal.content().pending().size();
            if (problems.size() > known) {
                stuck.addAll(journal.content().pending().values());
            }
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }

    private void endRun(Journal journal, JournalEntry.Opened opened, RunScope scope) throws IOException {
        LOG.info("run {} was interrupted; cleaning up behind it", opened.id());
        interrupted.add(opened.id());
        List<Problem> left = new ArrayList<>(new Undoing(scope, journal).undoAll());
        UncommittedBackups uncommitted = new UncommittedBackups(environment);
        left.addAll(uncommitted.remove(journal));
        removed += uncommitted.removed();
        remember(opened, left);
        problems.addAll(left);
        if (left.isEmpty()) {
            removed += PrivateFiles.removeTree(environment.state().scratch().resolve(opened.id()));
            journal.remove();
        }
    }

    private void remember(JournalEntry.Opened opened, List<Problem> left) {
        environment
                .history()
                .record(RunFacts.read(opened)
                        .ended(RunState.INTERRUPTED, environment.clock().instant(), List.of(), List.of(), left));
    }

    /** Every run looks for something to recover; only what was found is worth remembering, or that one was due. */
    private void rememberRecovery(Instant startedAt, RunState state) {
        if (interrupted.isEmpty() && environment.cause().dueAt() == null) {
            return;
        }
        environment
                .history()
                .record(RunRecord.begun(id, RunKind.RECOVER, "", environment.cause(), startedAt)
                        .ended(state, environment.clock().instant(), List.of(), List.of(), problems));
    }

    private void endRestore(Journal journal, JournalEntry.Opened opened, RunScope scope) {
        restores.end(journal, scope).ifPresent(ended -> {
            interrupted.add(ended.id());
            remember(opened, ended.problems());
            problems.addAll(ended.problems());
        });
    }

    private interface End {
        void of(Journal journal, JournalEntry.Opened opened, RunScope scope) throws IOException;
    }
}
