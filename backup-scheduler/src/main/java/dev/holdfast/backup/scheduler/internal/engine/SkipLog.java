package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.BackupException;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers runs that were due and were not made, each once, and tells listeners. */
final class SkipLog {

    private static final Logger LOG = LoggerFactory.getLogger(SkipLog.class);

    /** As runs have it that were made. */
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

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

    /**
     * Says that a run waited in vain for somebody who worked on the same thing. Its first wait was remembered by the run itself, the others not.
     *
     * @param key what is scheduled
     * @param due when the run was due
     * @param failure why it could not begin at last, or {@code null}
     */
    void waitedInVain(ScheduleKey key, Instant due, @Nullable BackupException failure) {
        String why = failure == null ? "" : ": " + failure.getMessage();
        Problem problem = new Problem(
                Severity.WARNING,
                "HF-SCH-024",
                "the run of " + words(key) + " that was due at " + due + " waited in vain" + why,
                "Look at what takes so long there; max-age says for how long a run waits.");
        record(key, due, clock.instant(), RunState.REFUSED, problem);
        warn(problem);
    }

    private void tell(ScheduleKey key, Missed missed, RunState state, String code, String what) {
        Instant now = clock.instant();
        List<Problem> problems = new ArrayList<>();
        for (Instant due : missed.listed()) {
            Problem problem = problem(code, "the run of " + words(key) + " that was due at " + due + " " + what);
            problems.add(problem);
            record(key, due, now, state, problem);
        }
        if (missed.more()) {
            Instant last = last(missed);
            Problem problem =
                    problem(code, "more runs of " + words(key) + " that were due after " + last + " were left out");
            problems.add(problem);
            record(key, last.plusNanos(1000), now, state, problem);
        }
        if (problems.size() == 1) {
            warn(problems.get(0));
        } else if (!problems.isEmpty()) {
            // Each is in the history; a log of a night of minutes would show nothing else.
            warn(problem(
                    code,
                    (missed.more() ? "more than " : "") + missed.listed().size() + " runs of " + words(key)
                            + " that were due from " + missed.listed().get(0) + " to " + last(missed) + ": each "
                            + what));
        }
    }

    private static Instant last(Missed missed) {
        return missed.listed().get(missed.listed().size() - 1);
    }

    private static void warn(Problem problem) {
        LOG.warn("{} ({}). {}", problem.message(), problem.code(), problem.hint());
    }

    private static Problem problem(String code, String message) {
        return new Problem(
                Severity.WARNING,
                code,
                message,
                "Look at when the scheduler was up and how long runs take; catch-up, max-age and overlap say what becomes of such runs.");
    }

    private void record(ScheduleKey key, Instant due, Instant now, RunState state, Problem problem) {
        RunKind kind = kind(key);
        history.record(
                RunRecord.begun(id(key, due), kind, key.name(), RunCause.schedule(RunTrigger.SCHEDULE, due, 1), now)
                        .ended(state, now, List.of(), List.of(), List.of(problem)));
        listener.onEvent(new RunSkipped(id(key, due), now, key.name(), due, state, problem));
    }

    /** The same for the same due instant, so that one that is found twice is remembered once. */
    private static String id(ScheduleKey key, Instant due) {
        String name = key.kind() + "/" + key.name() + "/" + due;
        String hash =
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
        return STAMP.format(due) + "-" + hash.substring(0, 8);
    }

    private static String words(ScheduleKey key) {
        return key.isJob() ? "job " + key.name() : key.kind();
    }

    private static RunKind kind(ScheduleKey key) {
        return key.isJob() ? RunKind.BACKUP : RunKind.valueOf(key.kind().toUpperCase(Locale.ROOT));
    }
}
