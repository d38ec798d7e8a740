package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.event.RunSkipped;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.scheduler.internal.run.Missed;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.spi.RunHistory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers runs that were due and were not made, each once, and tells listeners. */
final class SkipLog {

    private static final Logger LOG = LoggerFactory.getLogger(SkipLog.class);

    private final RunHistory history;
    private final BackupListener listener;
    private final Clock clock;

    SkipLog(RunHistory history, BackupListener listener, Clock clock) {
        this.history = history;
        this.listener = listener;
        this.clock = clock;
    }

    /** Says that runs were missed: nobody was there, or everybody was busy for too long. */
    void missed(ScheduleKey key, Missed missed) {
        tell(key, missed, RunState.SKIPPED, "HF-SCH-022", "was missed: nothing could run it in time");
    }

    /** Says that runs were left out because another one of the same schedule went on. */
    void overlapped(ScheduleKey key, Missed missed, boolean refused) {
        RunState state = refused ? RunState.REFUSED : RunState.SKIPPED;
        tell(key, missed, state, "HF-SCH-023", "was left out: the run before it went on");
    }

    private void tell(ScheduleKey key, Missed missed, RunState state, String code, String what) {
        Instant now = clock.instant();
        for (Instant due : missed.listed()) {
            Problem problem = problem(code, "the run of " + words(key) + " that was due at " + due + " " + what);
            record(key, due, now, state, problem);
        }
        if (missed.more()) {
            Instant last = missed.listed().get(missed.listed().size() - 1);
            Problem problem =
                    problem(code, "more runs of " + words(key) + " that were due after " + last + " were left out");
            record(key, last.plusNanos(1000), now, state, problem);
        }
    }

    private static Problem problem(String code, String message) {
        return new Problem(
                Severity.WARNING,
                code,
                message,
                "Look at when the scheduler was up and how long runs take; catch-up, max-age and overlap say what becomes of such runs.");
    }

    private void record(ScheduleKey key, Instant due, Instant now, RunState state, Problem problem) {
        LOG.warn("{} {}", problem.code(), problem.message());
        RunKind kind = kind(key);
        history.record(
                RunRecord.begun(id(key, due), kind, key.name(), RunCause.schedule(RunTrigger.SCHEDULE, due, 1), now)
                        .ended(state, now, List.of(), List.of(), List.of(problem)));
        listener.onEvent(new RunSkipped(id(key, due), now, key.name(), due, state, problem));
    }

    /** The same for the same due instant, so that one that is found twice is remembered once. */
    private static String id(ScheduleKey key, Instant due) {
        String name = key.kind() + "/" + key.name() + "/" + due;
        return "skipped-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String words(ScheduleKey key) {
        return key.isJob() ? "job " + key.name() : key.kind();
    }

    private static RunKind kind(ScheduleKey key) {
        return key.isJob() ? RunKind.BACKUP : RunKind.valueOf(key.kind().toUpperCase(Locale.ROOT));
    }
}
