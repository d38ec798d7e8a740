package dev.holdfast.backup.quiesce;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Names;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A hook that brings parts of the host to rest before the captures, in their order, and lets each go on behind them, in reverse. Immutable.
 *
 * <pre>{@code
 * Job nightly = Job.named("nightly")
 *         .protect(orders)
 *         .around(HookUse.of(Quiescence.named("shop").with("scheduler", scheduler).with("cache", cache)).timeout(Duration.ofSeconds(10)));
 * }</pre>
 *
 * <p>The timeout of the hook is the budget that its participants share. Each participant that was asked to rest is asked to go on, whatever became
 * of the others, of the run, or of the process: then the next one that has a participant of that name resumes it.
 */
public final class Quiescence implements HookDefinition {

    /** The type of these hooks; they are made in Java alone. */
    public static final String TYPE = "quiesce";

    private static final int VERSION = 1;
    private static final String PARTICIPANT = "participant";

    private final String name;
    private final Map<String, Quiesceable> participants;

    private Quiescence(String name, Map<String, Quiesceable> participants) {
        this.name = Names.require("hook name", name);
        this.participants = Collections.unmodifiableMap(new LinkedHashMap<>(participants));
    }

    /**
     * Begins a definition.
     *
     * @param name the hook's name; a new process finds its participants by this name and theirs
     * @return a definition without participants
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static Quiescence named(String name) {
        return new Quiescence(name, Map.of());
    }

    /**
     * Adds a participant, which comes to rest behind those that were added before.
     *
     * @param participant its name, unique in this hook, the same in every process
     * @param part the part of the host
     * @return a copy
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid, {@code HF-HOK-030} if it is taken
     */
    public Quiescence with(String participant, Quiesceable part) {
        Objects.requireNonNull(part, "part");
        Map<String, Quiesceable> more = new LinkedHashMap<>(participants);
        if (more.put(Names.require("participant name", participant), part) != null) {
            throw new ConfigurationException(
                    Failure.of("HF-HOK-030", "hook " + name + " has two participants " + participant)
                            .hint("Give each participant of a hook a name of its own.")
                            .with("participant", participant));
        }
        return new Quiescence(name, more);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** {@return none: what rests is a part of this process, which no settings describe} */
    @Override
    public Settings settings() {
        return Settings.none();
    }

    @Override
    public LifecycleHook open() {
        return new Pause();
    }

    /** {@return the type and name} */
    @Override
    public String toString() {
        return TYPE + ":" + name;
    }

    private String resource(String participant) {
        return TYPE + ":" + name + "/" + participant;
    }

    private final class Pause implements LifecycleHook {

        @Override
        public void enter(HookContext context) throws Exception {
            context.cancellation().check();
            List<String> resources = new ArrayList<>();
            participants.keySet().forEach(participant -> resources.add(resource(participant)));
            Map<String, UndoRecord> resting = context.claim(resources);
            for (Map.Entry<String, Quiesceable> each : participants.entrySet()) {
                context.cancellation().check();
                String resource = resource(each.getKey());
                context.undo(new UndoRecord(
                        new ParticipantId(ParticipantId.Role.HOOK, name),
                        TYPE,
                        settings(),
                        resource,
                        VERSION,
                        Map.of(PARTICIPANT, each.getKey())));
                if (!resting.containsKey(resource)) {
                    quiesce(each.getKey(), each.getValue(), context);
                }
            }
        }

        private void quiesce(String participant, Quiesceable part, HookContext context) throws Exception {
            try {
                part.quiesce(context.deadline());
            } catch (InterruptedException | BackupException e) {
                throw e;
            } catch (Exception e) {
                throw new HookException(
                        Failure.of(
                                        "HF-HOK-031",
                                        "participant " + participant + " of hook " + name + " did not come to rest: "
                                                + said(e))
                                .hint("It was asked to go on; look at what it says.")
                                .retry(RetryStatus.LATER)
                                .with("participant", participant),
                        e);
            }
            context.cancellation().check();
        }

        @Override
        public void undo(UndoRecord record, RunContext context) throws Exception {
            String participant = record.data().getOrDefault(PARTICIPANT, "");
            Quiesceable part = participants.get(participant);
            if (part == null) {
                throw new HookException(
                        Failure.of("HF-HOK-032", "hook " + name + " has no participant " + participant + " to go on")
                                .hint("Add it to the hook again until it has gone on, then run recover.")
                                .with("participant", participant));
            }
            part.resume();
        }

        private static String said(Exception e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
    }
}
