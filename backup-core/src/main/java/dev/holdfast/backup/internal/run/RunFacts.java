package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.internal.journal.JournalEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a journal says of an operation, so that a recovery in another process can tell the history of it. */
public final class RunFacts {

    private static final String KIND = "kind";
    private static final String JOB = "job";
    private static final String TRIGGER = "trigger";
    private static final String REQUESTER = "requester";
    private static final String DUE = "due";
    private static final String ATTEMPT = "attempt";

    private RunFacts() {}

    /**
     * Returns the facts of an operation.
     *
     * @param kind what is done
     * @param job the job's name, or empty
     * @param cause why, and for whom
     * @return the facts, in order
     */
    public static Map<String, String> of(RunKind kind, String job, RunCause cause) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(KIND, kind.name());
        if (!job.isEmpty()) {
            facts.put(JOB, job);
        }
        facts.put(TRIGGER, cause.trigger().name());
        if (!cause.requester().isEmpty()) {
            facts.put(REQUESTER, cause.requester());
        }
        Instant due = cause.dueAt();
        if (due != null) {
            facts.put(DUE, due.toString());
        }
        facts.put(ATTEMPT, Integer.toString(cause.attempt()));
        return facts;
    }

    /**
     * Reads the beginning of an operation.
     *
     * @param opened the first line of its journal, by this version or an earlier one that said less
     * @return the operation, as if it had just begun
     */
    public static RunRecord read(JournalEntry.Opened opened) {
        Map<String, String> facts = opened.facts();
        @Nullable String due = facts.get(DUE);
        RunCause cause = new RunCause(
                RunTrigger.valueOf(facts.getOrDefault(TRIGGER, RunTrigger.HOST.name())),
                facts.getOrDefault(REQUESTER, ""),
                due == null ? null : Instant.parse(due),
                Integer.parseInt(facts.getOrDefault(ATTEMPT, "1")));
        RunKind kind = opened.operation().equals("restore") ? RunKind.RESTORE : RunKind.BACKUP;
        return RunRecord.begun(
                opened.id(),
                RunKind.valueOf(facts.getOrDefault(KIND, kind.name())),
                facts.getOrDefault(JOB, ""),
                cause,
                Instant.parse(opened.startedAt()));
    }
}
