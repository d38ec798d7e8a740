package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.BackupResult;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RunRequest;
import dev.holdfast.backup.engine.StoreOutcome;
import dev.holdfast.backup.event.BackupCommitted;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.internal.pipeline.BackupWriter;
import dev.holdfast.backup.internal.pipeline.ManifestDraft;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetGroup;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One target's way through a run: check, perhaps a snapshot, capture, proof, commit. The first failure ends it; the rest is then left out. */
final class TargetRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TargetRun.class);
    private static final int PROBLEMS_IN_MANIFEST = 100;

    private final RunScope scope;
    private final Job job;
    private final RunRequest request;
    private final TargetDefinition definition;
    private final Instant startedAt;
    private final ParticipantContext context;
    private final Map<String, StoreOutcome> outcomes = new LinkedHashMap<>();
    private final Map<String, Long> freeBefore = new LinkedHashMap<>();
    private List<Need> needs = List.of();
    private @Nullable BackupTarget target;
    private Snapshots.@Nullable Snapshot snapshot;
    private boolean snapshotTaken;
    private @Nullable BackupWriter writer;
    private @Nullable BackupId id;
    private @Nullable Instant finishedAt;
    private @Nullable BackupManifest committed;
    private @Nullable BackupException failure;

    TargetRun(RunScope scope, Job job, RunRequest request, TargetDefinition definition, Instant startedAt) {
        this.scope = scope;
        this.job = job;
        this.request = request;
        this.definition = definition;
        this.startedAt = startedAt;
        this.context = new ParticipantContext(scope, definition.id().name(), HookPhase.CAPTURE);
    }

    /** Opens the target and asks whether a backup could work. */
    void check() {
        step("check", () -> {
            BackupTarget opened = definition.open();
            target = opened;
            for (Problem problem : opened.check(context)) {
                if (problem.severity() == Severity.ERROR) {
                    throw new TargetException(problem.failure());
                }
                LOG.info("{}: {}", definition.id(), problem.message());
            }
            needs = Need.of(opened, context);
        });
    }

    /** Returns what its capture needs; known behind the check. */
    List<Need> needs() {
        return failure == null ? needs : List.of();
    }

    /**
     * Asks a group for its members.
     *
     * @return the members; empty if the target is no group, or if it failed
     */
    Optional<List<TargetDefinition>> members() {
        if (failure != null) {
            return Optional.empty();
        }
        try {
            TargetGroup group = opened().ability(TargetGroup.class).orElse(null);
            return group == null ? Optional.empty() : Optional.of(List.copyOf(group.members(context)));
        } catch (Exception e) {
            fail(e);
            return Optional.empty();
        }
    }

    /** Ends its way, for a reason from outside. */
    void fail(Exception why) {
        failure = Failures.of(why, Family.TARGET, definition.id().toString(), scope.cancellation());
    }

    TargetDefinition definition() {
        return definition;
    }

    /** Takes a snapshot if the target can. */
    void snapshot() {
        step("snapshot", () -> {
            Snapshots ability = opened().ability(Snapshots.class).orElse(null);
            if (ability != null) {
                OwnPlaces.leaveOut(scope.environment(), opened());
                try (InterruptGate gate = new InterruptGate(scope.cancellation())) {
                    snapshot = ability.snapshot(context);
                    snapshotTaken = true;
                }
            }
        });
    }

    /** Returns whether a snapshot was taken, given up since or not. */
    boolean hasSnapshot() {
        return snapshotTaken;
    }

    /** Returns whether a backup of it was begun. */
    boolean hasBegun() {
        return id != null;
    }

    /** Streams the target's data to the stores. */
    void capture(List<NamedStore> stores) {
        step("capture", () -> {
            List<NamedStore> open = new ArrayList<>(stores);
            BackupId chosen = Ids.choose(definition.id().name(), request.name(), startedAt, open);
            id = chosen;
            begin(chosen, open);
            open.forEach(this::lookHowMuchIsFree);
            OwnPlaces.leaveOut(scope.environment(), opened());
            BackupWriter begun = new BackupWriter(
                    chosen,
                    Ids.filePrefix(job, chosen, startedAt),
                    open,
                    Encodings.of(scope, job),
                    Pipelines.context(scope, context, () -> chosen));
            writer = begun;
            try (BackgroundEstimate estimate = estimate();
                    InterruptGate gate = new InterruptGate(scope.cancellation())) {
                if (snapshot != null) {
                    snapshot.capture(begun.sink(), context);
                } else {
                    opened().capture(begun.sink(), context);
                }
            }
            scope.cancellation().check();
            failOnErrors();
            finishedAt = scope.environment().clock().instant();
            context.meter().tell();
        });
        // What it holds, be it locks or room, is not needed for what comes next, which may take long.
        closeQuietly(snapshot);
        snapshot = null;
    }

    private void lookHowMuchIsFree(NamedStore store) {
        store.store().ability(FreeSpace.class).ifPresent(space -> {
            try {
                freeBefore.put(store.name(), space.freeBytes());
            } catch (IOException | StoreException e) {
                // Writing to it will tell what is wrong with it.
                LOG.debug("store {} does not tell what is free", store.name(), e);
            }
        });
    }

    private @Nullable BackgroundEstimate estimate() {
        if (!request.measured()) {
            return null;
        }
        return opened().ability(SizeEstimate.class)
                .map(target ->
                        BackgroundEstimate.begin(target, scope, definition.id().name(), context.meter()))
                .orElse(null);
    }

    private void begin(BackupId backup, List<NamedStore> stores) throws IOException {
        for (NamedStore store : stores) {
            var storeDefinition = scope.environment().stores().definition(store.name());
            scope.journal()
                    .append(new JournalEntry.BackupBegun(
                            backup.value(), store.name(), storeDefinition.type(), storeDefinition.settings()));
        }
    }

    private void failOnErrors() {
        for (Problem problem : context.problems()) {
            if (problem.severity() == Severity.ERROR) {
                throw new TargetException(problem.failure());
            }
        }
    }

    /** Proves what the stores hold, then makes it a backup. */
    void commit(Runnable fence) {
        step("commit", () -> {
            BackupWriter begun = java.util.Objects.requireNonNull(writer);
            BackupManifest manifest = begun.prepare(draft());
            Proofs proofs = new Proofs(scope, context);
            for (NamedStore store : List.copyOf(begun.remaining())) {
                proofs.beforeCommit(store, manifest, job.verification())
                        .ifPresent(why -> begun.drop(store.name(), why));
            }
            scope.cancellation().check();
            fence.run();
            List<String> names = begun.commit();
            committed = manifest;
            names.forEach(name -> outcomes.put(name, new StoreOutcome(name, null)));
            scope.journal().append(new JournalEntry.BackupEnded(manifest.id().value()));
            if (job.verification() != VerificationLevel.STORED) {
                proofs.note(begun.remaining(), manifest, job.verification());
            }
            scope.environment()
                    .listeners()
                    .onEvent(new BackupCommitted(
                            scope.id(), scope.environment().clock().instant(), manifest.id(), names));
        });
        if (writer != null) {
            explained(writer).forEach((name, why) -> outcomes.put(name, outcome(name, why)));
        }
    }

    /** The stores that dropped out, each with its failure; one that ran full with how much room the backup needs. */
    private Map<String, StoreException> explained(BackupWriter begun) {
        Map<String, StoreException> all = new LinkedHashMap<>(begun.dropped());
        if (all.values().stream().anyMatch(FullStore::is)) {
            FullStore full = new FullStore(originalBytes(), context.meter().bytes(), begun.storedBytes(), freeBefore);
            all.replaceAll((name, why) -> FullStore.is(why) ? full.explain(name, why) : why);
        }
        return all;
    }

    private OptionalLong originalBytes() {
        try {
            Optional<SizeEstimate> ability = opened().ability(SizeEstimate.class);
            return ability.isEmpty()
                    ? OptionalLong.empty()
                    : ability.get().estimate(context).bytes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug("the size of {} cannot be estimated", definition.id(), e);
        }
        return OptionalLong.empty();
    }

    private static StoreOutcome outcome(String name, StoreException why) {
        return new StoreOutcome(name, Problem.of(Severity.WARNING, why.failure()));
    }

    private ManifestDraft draft() {
        Map<String, String> labels = new LinkedHashMap<>(job.labels());
        labels.putAll(request.labels());
        List<Problem> problems = context.problems();
        boolean degraded = problems.stream().anyMatch(problem -> problem.severity() == Severity.WARNING);
        return new ManifestDraft(
                UUID.randomUUID().toString(),
                scope.id(),
                job.name(),
                definition.id(),
                degraded ? RunState.DEGRADED : RunState.SUCCEEDED,
                startedAt,
                java.util.Objects.requireNonNull(finishedAt),
                scope.environment().cause().dueAt(),
                problems.subList(0, Math.min(problems.size(), PROBLEMS_IN_MANIFEST)),
                labels);
    }

    private BackupTarget opened() {
        return java.util.Objects.requireNonNull(target, "the target is opened by check");
    }

    private void step(String phase, Step step) {
        if (failure != null) {
            return;
        }
        scope.phase(phase, definition.id().name());
        try {
            scope.cancellation().check();
            step.go();
        } catch (Exception e) {
            fail(e);
            if (failure instanceof StoreException store && FullStore.is(store) && writer != null) {
                failure = explained(writer).values().stream().findFirst().orElse(store);
            }
            LOG.debug("{} of {} failed", phase, definition.id(), e);
        }
    }

    /** Returns what came of it; the stores that dropped out before it began are part of that. */
    BackupResult result(Map<String, Problem> droppedBefore) {
        droppedBefore.forEach((name, why) -> outcomes.putIfAbsent(name, new StoreOutcome(name, why)));
        List<Problem> problems = new ArrayList<>(context.problems());
        RunState state;
        if (committed == null) {
            state = failure instanceof CancelledException ? RunState.CANCELLED : RunState.FAILED;
        } else {
            boolean missing = outcomes.values().stream().anyMatch(outcome -> !outcome.isCommitted());
            state = missing ? RunState.DEGRADED : committed.state();
            outcomes.values().stream()
                    .map(StoreOutcome::problem)
                    .filter(java.util.Objects::nonNull)
                    .forEach(problems::add);
            // What fails behind the commit does not take the backup away.
            if (failure != null) {
                problems.add(Problem.of(Severity.WARNING, failure.failure()));
                state = RunState.DEGRADED;
            }
        }
        return new BackupResult(
                definition.id(),
                state,
                committed,
                List.copyOf(outcomes.values()),
                problems,
                committed == null ? failure : null);
    }

    @Override
    public void close() {
        closeQuietly(snapshot);
        closeQuietly(writer);
        closeQuietly(target);
    }

    private void closeQuietly(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            LOG.warn("closing {}", definition.id(), e);
        }
    }

    private interface Step {
        void go() throws Exception;
    }
}
