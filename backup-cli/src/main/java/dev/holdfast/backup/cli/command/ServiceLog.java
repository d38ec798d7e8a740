package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.TargetRecord;
import dev.holdfast.backup.spi.RunHistory;
import java.util.Optional;
import java.util.StringJoiner;
import org.slf4j.Logger;

/** Tells the log of a service when something begins and ends, as it is remembered. Thread-safe. */
final class ServiceLog implements RunHistory {

    private final RunHistory history;
    private final Logger log;

    /**
     * Stands before a history.
     *
     * @param history where all is remembered
     * @param log where lines go
     */
    ServiceLog(RunHistory history, Logger log) {
        this.history = history;
        this.log = log;
    }

    @Override
    public void record(RunRecord run) {
        history.record(run);
        if (run.state() == RunState.RUNNING) {
            log.info("{} begins: {} (run {})", name(run), HistoryText.why(run), run.id());
            return;
        }
        for (Problem problem : run.problems()) {
            // One that did not begin since another goes on has broken nothing.
            if (problem.severity() == Severity.ERROR && run.state() != RunState.REFUSED) {
                log.error("{}: {}", name(run), text(problem));
            } else if (problem.severity() != Severity.INFO) {
                log.warn("{}: {}", name(run), text(problem));
            }
        }
        log.info("{} {}", name(run), ended(run));
    }

    /** Writes a problem on one line: what is wrong, its code, and what to do. */
    static String text(Problem problem) {
        String hint = problem.hint();
        return problem.message() + " (" + problem.code() + ")" + (hint.isEmpty() ? "" : ". " + hint);
    }

    /** Writes a failure on one line. */
    static String text(Failure failure) {
        return text(Problem.of(Severity.ERROR, failure));
    }

    private static String name(RunRecord run) {
        return run.job().isEmpty() ? HistoryText.kind(run) : HistoryText.kind(run) + " of " + run.job();
    }

    private static String ended(RunRecord run) {
        StringJoiner text = new StringJoiner(", ");
        String took = run.duration().isZero() ? "" : " in " + Human.duration(run.duration());
        text.add(Documents.word(run.state()) + took);
        if (run.originalBytes() > 0) {
            text.add(Human.bytes(run.originalBytes()) + " of data");
        }
        if (!run.pause().isZero()) {
            text.add("services rested for " + Human.duration(run.pause()));
        }
        if (!run.removals().isEmpty()) {
            text.add(Human.count(run.removals().size(), "removal"));
        }
        for (TargetRecord target : run.targets()) {
            if (target.backup() != null) {
                text.add(target.backup().value());
            }
        }
        return text + " (run " + run.id() + ")";
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
        history.recover();
    }
}
