package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.engine.ExpirePlan;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.event.BackupRemoved;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.StoreMarker;
import dev.holdfast.backup.internal.format.Tombstone;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.pipeline.BackupCopier;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done with backups that exist: pin, delete, expire, copy, export, import, sweep. */
public final class StoreKeeper {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_REASON = 160;

    /** Longer than the longest run: garbage younger than this may belong to one that goes on. */
    private static final Duration GRACE = Duration.ofDays(3);

    private final Environment environment;
    private final String id;

    /**
     * Makes the keeper.
     *
     * @param environment what the host gave
     * @param id the id that events carry
     */
    public StoreKeeper(Environment environment, String id) {
        this.environment = environment;
        this.id = id;
    }

    private StoreCatalog catalog(NamedStore store) {
        return new StoreCatalog(store, environment.state().cache());
    }

    private interface StoreAct {
        void on(NamedStore store) throws IOException;
    }

    private void inStore(String name, StoreAct act) {
        NamedStore store = environment.stores().open(name);
        try (OpenStores open = new OpenStores()) {
            open.add(store);
            act.on(store);
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + name, new CancellationSource());
        }
    }

    private Set<String> storeNames() {
        return environment.stores().definitions().keySet();
    }

    private Lease lease(String store, String target, LeaseMode mode, String purpose) {
        try {
            return environment
                    .leases()
                    .acquire(new LeaseRequest(Resources.backups(store, target), mode, purpose, PATIENCE));
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
        }
    }

    /**
     * Judges backups; removes nothing.
     *
     * @param jobs whose rules
     * @return the verdicts
     */
    public ExpirePlan planExpire(List<Job> jobs) {
        RetentionJudge judge = new RetentionJudge(environment);
        List<ExpirePlan.Judgement> judgements = new ArrayList<>();
        for (String name : storeNames()) {
            List<TargetDefinition> definitions = jobs.stream()
                    .filter(job -> job.stores().isEmpty() || job.stores().contains(name))
                    .flatMap(job -> job.targets().stream())
                    .toList();
            inStore(
                    name,
                    store -> targets(store, definitions)
                            .forEach(target -> judge.judge(store, target).ifPresent(judgements::add)));
        }
        return new ExpirePlan(judgements);
    }

    /** Members of groups are known by their backups; the group itself need not answer for that. */
    private Set<String> targets(NamedStore store, List<TargetDefinition> definitions) throws IOException {
        Set<String> targets = new LinkedHashSet<>();
        for (TargetDefinition definition : definitions) {
            if (!definition.isGroup()) {
                targets.add(definition.id().name());
            }
        }
        if (definitions.stream().anyMatch(TargetDefinition::isGroup)) {
            catalog(store).list(null).stream()
                    .map(entry -> entry.target().name())
                    .filter(target -> definitions.stream().anyMatch(definition -> definition.covers(target)))
                    .sorted()
                    .forEach(targets::add);
        }
        return targets;
    }

    /**
     * Removes what a plan drops.
     *
     * @param plan the plan
     * @return how many copies were removed
     */
    public int expire(ExpirePlan plan) {
        int[] removed = {0};
        Removals.journaled(environment, id, journal -> {
            ExpireOperation operation = new ExpireOperation(environment, id, journal);
            for (ExpirePlan.Judgement judgement : plan.judgements()) {
                if (judgement.verdicts().stream().anyMatch(verdict -> !verdict.keep())) {
                    inStore(judgement.store(), store -> removed[0] += operation.apply(store, judgement));
                }
            }
        });
        return removed[0];
    }

    /**
     * Pins a backup in every store that has it.
     *
     * @param backup the backup
     * @param reason why
     */
    public void pin(BackupId backup, String reason) {
        if (reason.isBlank() || reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            throw new ConfigurationException(
                    Failure.of("HF-RUN-058", "the reason of a pin is empty or longer than " + MAX_REASON + " bytes")
                            .hint("Say in a few words why the backup is kept."));
        }
        everywhere(
                backup,
                store -> catalog(store).pin(backup, reason, environment.clock().instant()));
    }

    /**
     * Takes the pins of a backup away.
     *
     * @param backup the backup
     */
    public void unpin(BackupId backup) {
        everywhere(backup, store -> catalog(store).unpin(backup));
    }

    private void everywhere(BackupId backup, StoreAct act) {
        boolean[] found = {false};
        for (String name : storeNames()) {
            inStore(name, store -> {
                if (catalog(store).find(backup).isPresent()) {
                    found[0] = true;
                    act.on(store);
                }
            });
        }
        if (!found[0]) {
            throw missing(backup);
        }
    }

    private static ConfigurationException missing(BackupId backup) {
        return new ConfigurationException(
                Failure.of("HF-CAT-020", "there is no backup " + backup).hint("list shows the backups there are."));
    }

    /**
     * Removes a backup from every store.
     *
     * @param backup the backup
     */
    public void delete(BackupId backup) {
        everywhere(backup, store -> requireDeletable(store, backup));
        Removals.journaled(
                environment,
                id,
                journal -> everywhere(backup, store -> {
                    try (Lease lease = lease(store.name(), backup.target(), LeaseMode.EXCLUSIVE, "delete " + backup)) {
                        Removals.remove(environment, journal, store, backup);
                    }
                    environment
                            .listeners()
                            .onEvent(new BackupRemoved(
                                    id, environment.clock().instant(), backup, store.name(), List.of("deleted")));
                }));
    }

    private void requireDeletable(NamedStore store, BackupId backup) throws IOException {
        Optional<CatalogEntry> entry = catalog(store).find(backup);
        if (entry.isPresent() && entry.get().isPinned()) {
            throw new RefusedException(Failure.of(
                            "HF-EXP-001",
                            backup + " is pinned: " + entry.get().pinReason().orElse(""))
                    .hint("Unpin it first."));
        }
        List<Job> jobs = new Participants(environment).jobsOf(backup.target());
        if (jobs.isEmpty() || entry.isEmpty() || !isGood(entry.get())) {
            return;
        }
        int floor = jobs.stream().mapToInt(job -> job.floor().atLeast()).max().orElse(1);
        long good = new RetentionJudge(environment)
                .candidates(store, backup.target()).stream()
                        .map(RetentionCandidate::verified)
                        .filter(java.util.Objects::nonNull)
                        .count();
        if (good <= floor) {
            throw new RefusedException(Failure.of(
                            "HF-EXP-002",
                            backup + " is one of the last " + floor + " good backups of " + backup.target()
                                    + " in store " + store.name())
                    .hint("Make another one first, or take the target out of the configuration."));
        }
    }

    private static boolean isGood(CatalogEntry entry) {
        return !entry.isDamaged() && entry.verification() != null;
    }

    /**
     * Copies a backup to a store that lacks it.
     *
     * @param backup the backup
     * @param to the store's name
     * @param cancellation tells when to end
     */
    public void copy(BackupId backup, String to, CancellationSource cancellation) {
        NamedStore destination = environment.stores().openForWriting(to);
        try (OpenStores open = new OpenStores();
                BackupFinder.Found found = findElsewhere(backup, to)) {
            open.add(destination);
            copy(found.store(), backup, destination, cancellation);
        }
    }

    private BackupFinder.Found findElsewhere(BackupId backup, String except) {
        @Nullable BackupException first = null;
        for (String name : storeNames()) {
            if (!name.equals(except)) {
                try {
                    return new BackupFinder(environment).find(backup, name);
                } catch (BackupException e) {
                    first = first == null ? e : first;
                }
            }
        }
        throw first == null ? missing(backup) : first;
    }

    private void copy(NamedStore from, BackupId backup, NamedStore to, CancellationSource cancellation) {
        try (Lease source = lease(from.name(), backup.target(), LeaseMode.SHARED, "copy " + backup);
                Lease target = lease(to.name(), backup.target(), LeaseMode.SHARED, "copy " + backup)) {
            BackupCopier.copy(from, backup, to, cancellation, PipelineListener.NONE);
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + to.name(), cancellation);
        }
    }

    /**
     * Copies a backup to a directory, which then is a store.
     *
     * @param backup the backup
     * @param directory the directory
     * @param cancellation tells when to end
     */
    public void export(BackupId backup, Path directory, CancellationSource cancellation) {
        try (BackupFinder.Found found = new BackupFinder(environment).find(backup, null);
                BackupStore store = DirectoryStore.at(directory).open()) {
            StoreMarker.readOrCreate(store, UUID.randomUUID().toString());
            copy(found.store(), backup, new NamedStore("export", store), cancellation);
        } catch (Exception e) {
            throw Failures.of(e, Family.STORE, "the export to " + directory, cancellation);
        }
    }

    /**
     * Copies all backups of a directory that is a store.
     *
     * @param directory the directory
     * @param to the name of the store to copy to, or {@code null} for the only one
     * @param cancellation tells when to end
     * @return the backups that were copied
     */
    public List<BackupId> importFrom(Path directory, @Nullable String to, CancellationSource cancellation) {
        String name = to == null ? onlyStore() : to;
        NamedStore destination = environment.stores().openForWriting(name);
        try (OpenStores open = new OpenStores();
                BackupStore source = DirectoryStore.at(directory).open()) {
            open.add(destination);
            NamedStore from = new NamedStore("import", source);
            if (StoreMarker.read(source).isEmpty()) {
                throw new ConfigurationException(
                        Failure.of("HF-RUN-059", "there is no store in " + directory + ": it has no holdfast.json")
                                .hint("Name the directory that an export wrote, or a whole directory store."));
            }
            return importAll(from, destination, cancellation);
        } catch (Exception e) {
            throw Failures.of(e, Family.STORE, "the import from " + directory, cancellation);
        }
    }

    private List<BackupId> importAll(NamedStore from, NamedStore to, CancellationSource cancellation)
            throws IOException {
        List<BackupId> copied = new ArrayList<>();
        for (CatalogEntry entry : new StoreCatalog(from, null).list(null)) {
            Optional<CatalogEntry> there = catalog(to).find(entry.id());
            if (there.isEmpty()) {
                copy(from, entry.id(), to, cancellation);
                copied.add(entry.id());
            } else if (!there.get().uid().equals(entry.uid())) {
                throw new RefusedException(Failure.of(
                                "HF-RUN-024", "store " + to.name() + " has another backup " + entry.id() + " already")
                        .hint("Import into another store."));
            }
        }
        return copied;
    }

    private String onlyStore() {
        if (storeNames().size() != 1) {
            throw new ConfigurationException(Failure.of("HF-RUN-073", "there are several stores to import into")
                    .hint("Name one of: " + String.join(", ", storeNames()) + "."));
        }
        return storeNames().iterator().next();
    }

    /**
     * Removes what no manifest names and no journal of a living run.
     *
     * @return how many objects were removed
     */
    public int sweep() {
        int[] removed = {0};
        Set<String> alive = namedByJournals();
        Instant before = environment.clock().instant().minus(GRACE);
        for (String name : storeNames()) {
            inStore(name, store -> removed[0] += sweep(store, alive, before));
        }
        return removed[0];
    }

    private Set<String> namedByJournals() {
        Set<String> ids = new HashSet<>();
        for (Path file : environment.state().runJournals()) {
            try {
                ids.addAll(Journal.read(file).begun().keySet());
            } catch (IOException e) {
                throw StateDirectory.unusable(file, e);
            }
        }
        return ids;
    }

    private int sweep(NamedStore store, Set<String> alive, Instant before) throws IOException {
        int removed = store.store()
                .ability(IncompleteUploads.class)
                .map(uploads -> abort(store, uploads, before))
                .orElse(0);
        Map<String, List<ObjectStat>> orphans = new LinkedHashMap<>();
        Set<String> whole = new HashSet<>();
        try (Stream<ObjectStat> objects = store.store().list("")) {
            for (Iterator<ObjectStat> all = objects.iterator(); all.hasNext(); ) {
                sort(store, all.next(), orphans, whole);
            }
        }
        for (Map.Entry<String, List<ObjectStat>> orphan : orphans.entrySet()) {
            boolean old = orphan.getValue().stream()
                    .allMatch(object -> object.modified().isBefore(before));
            if (!whole.contains(orphan.getKey()) && !alive.contains(orphan.getKey()) && old) {
                removed += removeOrphan(store, new BackupId(orphan.getKey()), orphan.getValue());
            }
        }
        return removed;
    }

    private static int abort(NamedStore store, IncompleteUploads uploads, Instant before) {
        try {
            return uploads.abort("", before);
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + store.name(), new CancellationSource());
        }
    }

    /** Keeps only the objects of backups without a manifest: their number is that of crashes, not that of backups. */
    private static void sort(
            NamedStore store, ObjectStat object, Map<String, List<ObjectStat>> orphans, Set<String> whole)
            throws IOException {
        String[] segments = object.key().value().split("/", 3);
        if (segments.length < 3 || !BackupId.isValid(segments[1])) {
            return;
        }
        if (segments[2].equals(BackupLayout.MANIFEST) && !Tombstone.is(store.store(), object)) {
            whole.add(segments[1]);
            orphans.remove(segments[1]);
        } else if (!whole.contains(segments[1])) {
            orphans.computeIfAbsent(segments[1], key -> new ArrayList<>()).add(object);
        }
    }

    private static int removeOrphan(NamedStore store, BackupId backup, List<ObjectStat> objects) throws IOException {
        ObjectKey manifest = BackupLayout.manifest(backup);
        int removed = 0;
        if (objects.stream().noneMatch(object -> object.key().equals(manifest))) {
            byte[] words = Tombstone.bytes();
            try (Upload tombstone = store.store().upload(manifest, OptionalLong.of(words.length))) {
                tombstone.body().write(words);
                tombstone.commit();
            }
        }
        for (ObjectStat object : objects) {
            if (!object.key().equals(manifest)) {
                store.store().delete(object.key());
                removed++;
            }
        }
        store.store().delete(manifest);
        return removed;
    }
}
