package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.spi.Undoable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Undoes, or releases, what a journal has pending; each record is settled as soon as it is done, and one that fails stays. */
public final class Undoing {

    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);

    /** How long an attempt to bring a service back may take where the job's own bound is not known: its stop may have to be waited for first. */
    private static final Duration HOOK_TIMEOUT = Duration.ofMinutes(5);

    /** How long the way back of a cancelled operation may take, for each record. */
    private static final Duration BACK = Duration.ofMinutes(5);

    private final RunScope scope;
    private final Participants participants;
    private final HookUndo hooks;
    private final Journal journal;
    private @Nullable RefusedException refusal;

    /**
     * Makes the worker.
     *
     * @param scope the operation
     * @param journal whose records
     */
    public Undoing(RunScope scope, Journal journal) {
        this.scope = scope;
        this.participants = new Participants(scope.environment());
        this.journal = journal;
        this.hooks = new HookUndo(scope, HookPhase.RESTORE);
    }

    /**
     * Undoes all, newest first.
     *
     * @return what could not be undone
     */
    public List<Problem> undoAll() {
        return undo(EnumSet.allOf(ParticipantId.Role.class));
    }

    /**
     * Undoes what participants of some roles did, newest first.
     *
     * @param roles whose acts
     * @return what could not be undone
     */
    public List<Problem> undo(Set<ParticipantId.Role> roles) {
        List<Map.Entry<Integer, UndoRecord>> records = pending(roles);
        Collections.reverse(records);
        return each(records, "undo", this::undoOne);
    }

    private void undoOne(Undoable participant, int number, UndoRecord record, ParticipantContext context)
            throws Exception {
        if (record.owner().role() == ParticipantId.Role.HOOK) {
            hooks.undo(
                    participant,
                    record,
                    HOOK_TIMEOUT,
                    problem -> LOG.warn("hook {}: {}", record.owner().name(), problem.message()),
                    () -> journal.settle(number));
        } else {
            participant.undo(record, context);
            journal.settle(number);
        }
    }

    private List<Map.Entry<Integer, UndoRecord>> pending(Set<ParticipantId.Role> roles) {
        return new ArrayList<>(journal.content().pending().entrySet().stream()
                .filter(pending -> roles.contains(pending.getValue().owner().role()))
                .toList());
    }

    /**
     * Releases what targets kept, oldest first.
     *
     * @return what could not be released
     */
    public List<Problem> releaseTargets() {
        return each(
                pending(EnumSet.of(ParticipantId.Role.TARGET)), "release", (participant, number, record, context) -> {
                    participant.release(record, context);
                    journal.settle(number);
                });
    }

    /** Returns why a participant refused to act, if one did: nothing failed then, and nothing is to be mended here. */
    public Optional<RefusedException> refusal() {
        return Optional.ofNullable(refusal);
    }

    private List<Problem> each(List<Map.Entry<Integer, UndoRecord>> records, String what, Act act) {
        List<Problem> problems = new ArrayList<>();
        Set<Chain> stuck = new HashSet<>();
        for (Map.Entry<Integer, UndoRecord> pending : records) {
            UndoRecord record = pending.getValue();
            Chain chain = Chain.of(record);
            if (stuck.contains(chain)) {
                // What it did before the act that is stuck must not be undone under that act; others go on.
                continue;
            }
            String object = record.type() + " " + record.owner().name();
            try {
                ParticipantContext context = context(object);
                participants.with(record, participant -> act.on(participant, pending.getKey(), record, context));
            } catch (RefusedException e) {
                LOG.info("{} refuses to {} its act on {}: {}", object, what, record.resource(), e.getMessage());
                problems.add(Problem.of(Severity.ERROR, e.failure()));
                refusal = refusal == null ? e : refusal;
                stuck.add(chain);
            } catch (Exception e) {
                LOG.warn("could not {} the act of {} on {}", what, object, record.resource(), e);
                Failure failure = Failure.of(
                                "HF-REC-002",
                                "could not " + what + " the act of " + object + " on " + record.resource() + ": "
                                        + e.getMessage())
                        .hint("Mend the cause, then run recover; until then nothing else is done on "
                                + record.resource() + ".")
                        .with("resource", record.resource());
                problems.add(Problem.of(Severity.ERROR, failure));
                stuck.add(chain);
            }
        }
        return problems;
    }

    /** An operation that was cancelled, or ran out of time, still has to find its way back. */
    private ParticipantContext context(String object) {
        return scope.cancellation().isCancelled()
                ? new ParticipantContext(
                        scope, object, HookPhase.RESTORE, Deadline.after(BACK), new CancellationSource())
                : new ParticipantContext(scope, object, HookPhase.RESTORE);
    }

    /**
     * The acts that build on each other: all of a target, and those of a hook on one thing. One service that does not start is no reason to leave
     * the hook's others stopped.
     */
    private record Chain(ParticipantId owner, String resource) {

        static Chain of(UndoRecord record) {
            return new Chain(record.owner(), record.owner().role() == ParticipantId.Role.HOOK ? record.resource() : "");
        }
    }

    private interface Act {
        void on(Undoable participant, int number, UndoRecord record, ParticipantContext context) throws Exception;
    }
}
