package dev.holdfast.backup.engine;

import dev.holdfast.backup.Names;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.retention.RetentionFloor;
import dev.holdfast.backup.retention.RetentionRules;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.Sealer;
import dev.holdfast.backup.spi.TargetDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A named set of targets with stores, hooks, retention; immutable, each method that changes something returns a copy.
 *
 * <p>{@code Job.named("nightly").protect(target).keep(Retention.last(7))} is a whole job: it writes to the only store, as tar with zstd.
 */
public final class Job {

    private final Draft draft;

    private Job(Draft draft) {
        this.draft = draft;
    }

    /**
     * Begins a job.
     *
     * @param name its name
     * @return a job without targets
     */
    public static Job named(String name) {
        return new Job(new Draft(Names.require("job name", name)));
    }

    /** {@return the name} */
    public String name() {
        return draft.name;
    }

    /** {@return the targets in the order they are captured} */
    public List<TargetDefinition> targets() {
        return Collections.unmodifiableList(draft.targets);
    }

    /** {@return the names of its stores; empty means the host's only store} */
    public List<String> stores() {
        return Collections.unmodifiableList(draft.stores);
    }

    /** {@return the hooks in the order they are entered} */
    public List<HookUse> hooks() {
        return Collections.unmodifiableList(draft.hooks);
    }

    /** {@return how backups are stored} */
    public ArchiveOptions archive() {
        return draft.archive;
    }

    /** {@return the retention policy; empty keeps everything} */
    public Optional<RetentionPolicy> policy() {
        return Optional.ofNullable(draft.policy);
    }

    /** {@return the floor that the engine holds under the policy} */
    public RetentionFloor floor() {
        return draft.floor;
    }

    /** {@return how far each backup is proven before it is committed} */
    public VerificationLevel verification() {
        return draft.verification;
    }

    /** {@return the time a whole run may take} */
    public Duration timeout() {
        return draft.timeout;
    }

    /** {@return the pattern of artifact names, if the job has its own} */
    public Optional<String> artifactName() {
        return Optional.ofNullable(draft.artifactName);
    }

    /** {@return the labels that every backup gets} */
    public Map<String, String> labels() {
        return Collections.unmodifiableMap(draft.labels);
    }

    /** {@return the type of the sealer and its settings, if backups are sealed} */
    public Optional<Sealer> sealer() {
        return Optional.ofNullable(draft.sealer);
    }

    /** {@return what other modules have to say about the job, such as when it is due} */
    public Sections sections() {
        return draft.sections;
    }

    /**
     * Adds a target.
     *
     * @param target what to protect
     * @return a copy
     */
    public Job protect(TargetDefinition target) {
        return with(d -> d.targets.add(Objects.requireNonNull(target, "target")));
    }

    /**
     * Adds a store by its name.
     *
     * @param store the name the host gave it
     * @return a copy
     */
    public Job to(String store) {
        return with(d -> d.stores.add(Names.require("store name", store)));
    }

    /**
     * Adds a hook with the default bounds.
     *
     * @param hook the hook
     * @return a copy
     */
    public Job around(HookDefinition hook) {
        return around(HookUse.of(hook));
    }

    /**
     * Adds a hook.
     *
     * @param hook the hook with its bounds
     * @return a copy
     */
    public Job around(HookUse hook) {
        return with(d -> d.hooks.add(Objects.requireNonNull(hook, "hook")));
    }

    /**
     * Says how backups are stored.
     *
     * @param options format, compression, digest
     * @return a copy
     */
    public Job archive(ArchiveOptions options) {
        return with(d -> d.archive = Objects.requireNonNull(options, "options"));
    }

    /**
     * Says what to keep. {@link RetentionRules} bring their own floor.
     *
     * @param policy the rules
     * @return a copy
     */
    public Job keep(RetentionPolicy policy) {
        return with(d -> {
            d.policy = Objects.requireNonNull(policy, "policy");
            if (policy instanceof RetentionRules rules) {
                d.floor = rules.floor();
            }
        });
    }

    /**
     * Says what the engine keeps whatever the policy says.
     *
     * @param floor the floor
     * @return a copy
     */
    public Job floor(RetentionFloor floor) {
        return with(d -> d.floor = Objects.requireNonNull(floor, "floor"));
    }

    /**
     * Says how far each backup is proven before it is committed.
     *
     * @param level the level
     * @return a copy
     */
    public Job verify(VerificationLevel level) {
        return with(d -> d.verification = Objects.requireNonNull(level, "level"));
    }

    /**
     * Bounds the time of a whole run.
     *
     * @param duration the time
     * @return a copy
     */
    public Job timeout(Duration duration) {
        return with(d -> d.timeout = Objects.requireNonNull(duration, "duration"));
    }

    /**
     * Gives artifacts names of another pattern.
     *
     * @param pattern the name without suffixes, with {@code {target}}, {@code {date}}, {@code {time}}, {@code {id}}
     * @return a copy
     */
    public Job artifactName(String pattern) {
        return with(d -> d.artifactName = Objects.requireNonNull(pattern, "pattern"));
    }

    /**
     * Adds a label to every backup.
     *
     * @param name the label's name
     * @param value its value
     * @return a copy
     */
    public Job label(String name, String value) {
        return with(d -> d.labels.put(name, value));
    }

    /**
     * Seals every backup.
     *
     * @param sealer what seals
     * @return a copy
     */
    public Job seal(Sealer sealer) {
        return with(d -> d.sealer = Objects.requireNonNull(sealer, "sealer"));
    }

    /**
     * Adds what another module has to say about the job, such as its schedule, in place of what there is of the same class.
     *
     * @param <T> its class
     * @param value the value
     * @return a copy
     */
    @SuppressWarnings("unchecked") // The class of a value is that of its values.
    public <T> Job section(T value) {
        return with(d -> d.sections = d.sections.with((Class<T>) value.getClass(), value));
    }

    /**
     * Says all that other modules have to say about the job.
     *
     * @param sections what they say, in place of what there is
     * @return a copy
     */
    public Job sections(Sections sections) {
        return with(d -> d.sections = Objects.requireNonNull(sections, "sections"));
    }

    /**
     * Returns this job without rules for what to keep, so that a run of it drops nothing.
     *
     * @return a copy
     */
    public Job withoutRetention() {
        return with(d -> d.policy = null);
    }

    private Job with(Consumer<Draft> change) {
        Draft copy = new Draft(draft);
        change.accept(copy);
        return new Job(copy);
    }

    /** {@return the name and the targets} */
    @Override
    public String toString() {
        return draft.name + " " + draft.targets;
    }

    /** The fields, mutable until a job is made of them. */
    private static final class Draft {
        private final String name;
        private final List<TargetDefinition> targets;
        private final List<String> stores;
        private final List<HookUse> hooks;
        private final Map<String, String> labels;
        private ArchiveOptions archive = ArchiveOptions.DEFAULT;
        private @Nullable RetentionPolicy policy;
        private RetentionFloor floor = RetentionFloor.DEFAULT;
        private VerificationLevel verification = VerificationLevel.STORED;
        private Duration timeout = Duration.ofHours(24);
        private @Nullable String artifactName;
        private @Nullable Sealer sealer;
        private Sections sections = Sections.NONE;

        Draft(String name) {
            this.name = name;
            this.targets = new ArrayList<>();
            this.stores = new ArrayList<>();
            this.hooks = new ArrayList<>();
            this.labels = new LinkedHashMap<>();
        }

        Draft(Draft other) {
            this.name = other.name;
            this.targets = new ArrayList<>(other.targets);
            this.stores = new ArrayList<>(other.stores);
            this.hooks = new ArrayList<>(other.hooks);
            this.labels = new LinkedHashMap<>(other.labels);
            this.archive = other.archive;
            this.policy = other.policy;
            this.floor = other.floor;
            this.verification = other.verification;
            this.timeout = other.timeout;
            this.artifactName = other.artifactName;
            this.sealer = other.sealer;
            this.sections = other.sections;
        }
    }
}
