package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetGroup;
import dev.holdfast.backup.spi.TargetProvider;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.spi.Undoable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds targets and hooks by name: among those of the host, or made again from what was written down. */
public final class Participants {

    private static final Logger LOG = LoggerFactory.getLogger(Participants.class);

    private final Environment environment;

    /**
     * Makes the finder.
     *
     * @param environment what the host gave
     */
    public Participants(Environment environment) {
        this.environment = environment;
    }

    /**
     * Finds a target of the host.
     *
     * @param name its name
     * @return the definition, if a job has it
     */
    public Optional<TargetDefinition> target(String name) {
        return environment.jobs().values().stream()
                .flatMap(job -> job.targets().stream())
                .filter(target -> target.id().name().equals(name))
                .findFirst();
    }

    /**
     * Tells whether a name that a group gives to a member may be given by another group too, whose own name is a longer part of it: {@code main-2-x}
     * may stand for something in {@code main} and for something else in {@code main-2}, and is left to the latter.
     *
     * @param group the group
     * @param member the name of a member
     * @return whether it belongs to another group
     */
    boolean hasCloserGroup(TargetDefinition group, String member) {
        return environment.jobs().values().stream()
                .flatMap(job -> job.targets().stream())
                .anyMatch(other -> other.isGroup()
                        && other.id().name().length() > group.id().name().length()
                        && other.covers(member));
    }

    /**
     * Finds the jobs that have a target, itself or as a member of a group.
     *
     * @param target the target's name
     * @return the jobs, in the host's order
     */
    public java.util.List<Job> jobsOf(String target) {
        boolean own = target(target).isPresent();
        return environment.jobs().values().stream()
                .filter(job ->
                        job.targets().stream().anyMatch(t -> own ? t.id().name().equals(target) : t.covers(target)))
                .toList();
    }

    /**
     * Finds the target that a backup is restored by: the host's of that name and type, else one made for restoring alone.
     *
     * @param manifest the backup
     * @return the definition
     */
    public TargetDefinition forRestore(BackupManifest manifest) {
        Optional<TargetDefinition> known = target(manifest.target().name());
        if (known.isPresent() && known.get().id().equals(manifest.target())) {
            return known.get();
        }
        Optional<TargetDefinition> member = member(manifest);
        if (member.isPresent()) {
            return member.get();
        }
        return environment
                .providers()
                .target(manifest.target().type())
                .forRestore(manifest.target().name());
    }

    private Optional<TargetDefinition> member(BackupManifest manifest) {
        for (Job job : jobsOf(manifest.target().name())) {
            for (TargetDefinition definition : job.targets()) {
                if (!definition.isGroup()
                        || !definition.type().equals(manifest.target().type())) {
                    continue;
                }
                try (BackupTarget target = definition.open()) {
                    Optional<TargetDefinition> member = target.ability(TargetGroup.class)
                            .flatMap(group -> group.member(manifest.target(), manifest.facts()));
                    if (member.isPresent()) {
                        return member;
                    }
                } catch (Exception e) {
                    LOG.warn("cannot ask {} for its member {}", definition.id(), manifest.target(), e);
                }
            }
        }
        return Optional.empty();
    }

    /** Something done with a participant. */
    @FunctionalInterface
    public interface Act {
        /**
         * Does it.
         *
         * @param participant who wrote the record
         * @throws Exception if it could not be done
         */
        void on(Undoable participant) throws Exception;
    }

    /**
     * Opens whoever wrote a record, from the record alone if it can be, and does something with it.
     *
     * @param record what was written down
     * @param act what to do
     * @throws Exception if it could not be done
     */
    public void with(UndoRecord record, Act act) throws Exception {
        if (record.owner().role() == ParticipantId.Role.HOOK) {
            try (LifecycleHook hook = hook(record).open()) {
                act.on(hook);
            }
        } else {
            try (BackupTarget target = target(record).open()) {
                act.on(undoable(target).orElseThrow(() -> gone(record)));
            }
        }
    }

    private static Optional<Undoable> undoable(BackupTarget target) {
        Optional<Undoable> staged = target.ability(StagedRestore.class).map(Undoable.class::cast);
        return staged.isPresent() ? staged : target.ability(Snapshots.class).map(Undoable.class::cast);
    }

    private HookDefinition hook(UndoRecord record) {
        String name = record.owner().name();
        Optional<HookDefinition> today = environment.jobs().values().stream()
                .flatMap(job -> job.hooks().stream())
                .map(HookUse::hook)
                .filter(hook -> hook.name().equals(name) && hook.type().equals(record.type()))
                .findFirst();
        if (record.settings().asMap().isEmpty()) {
            return today.orElseThrow(() -> gone(record));
        }
        HookProvider provider = environment.providers().hook(record.type());
        return provider.create(name, whole(record, provider, today.map(HookDefinition::settings)));
    }

    private TargetDefinition target(UndoRecord record) {
        String name = record.owner().name();
        if (record.settings().asMap().isEmpty()) {
            return target(name).orElseGet(() -> forRestore(record));
        }
        Optional<Settings> today = target(name)
                .filter(target -> target.type().equals(record.type()))
                .map(TargetDefinition::settings);
        TargetProvider provider = environment.providers().target(record.type());
        return provider.create(name, whole(record, provider, today));
    }

    private Settings whole(UndoRecord record, Provider provider, Optional<Settings> today) {
        return new RecordedSettings(environment.variables())
                .whole(record.settings(), provider.settings(), today.orElse(Settings.none()));
    }

    /** A restore by a host that does not know the target wrote no settings; its type can still undo it. */
    private TargetDefinition forRestore(UndoRecord record) {
        if (!environment.providers().types(ProviderKind.TARGET).contains(record.type())) {
            throw gone(record);
        }
        return environment
                .providers()
                .target(record.type())
                .forRestore(record.owner().name());
    }

    private static ConfigurationException gone(UndoRecord record) {
        return new ConfigurationException(Failure.of(
                        "HF-REC-001",
                        "nobody here can undo an act of " + record.type() + " "
                                + record.owner().name() + " on " + record.resource())
                .hint("Start the application that owns it, or bring " + record.resource() + " back by hand.")
                .with("resource", record.resource()));
    }
}
