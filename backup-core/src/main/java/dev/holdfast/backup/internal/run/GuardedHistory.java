package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.spi.RunHistory;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's history, whose faults change nothing of what is done: a run does not depend on being remembered. */
public final class GuardedHistory implements RunHistory {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedHistory.class);

    private final RunHistory history;

    /**
     * Guards a history.
     *
     * @param history the host's
     */
    public GuardedHistory(RunHistory history) {
        this.history = history;
    }

    @Override
    public void record(RunRecord run) {
        try {
            history.record(run);
        } catch (RuntimeException e) {
            LOG.warn("{} {} could not be remembered", run.kind(), run.id(), e);
        }
    }

    @Override
    public HistoryPage page(HistoryQuery query) {
        return history.page(query);
    }

    @Override
    public Optional<RunRecord> find(String run) {
        return history.find(run);
    }

    @Override
    public void recover() {
        try {
            history.recover();
        } catch (RuntimeException e) {
            LOG.warn("what processes were at that are gone could not be remembered as interrupted", e);
        }
    }
}
