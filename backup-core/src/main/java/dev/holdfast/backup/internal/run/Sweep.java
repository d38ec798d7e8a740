package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.Tombstone;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds and removes what crashes left in stores. One at a time per store: what one removes, another must not claim. */
public final class Sweep {

    /** Garbage younger than this may belong to a run that goes on: of this host, whose jobs tell how long that is, or of another one. */
    private static final Duration LEAST_GRACE = Duration.ofDays(3);

    private static final Duration MOST_GRACE = Duration.ofDays(36_500);
    private static final Duration TIMEOUT = Duration.ofDays(7);

    private final Environment environment;
    private final String id;
    private final CancellationSource cancellation;
    private final StoreAccess stores;

    /**
     * Makes the sweep.
     *
     * @param environment what the host gave
     * @param id the operation's id
     * @param cancellation tells when to end
     */
    public Sweep(Environment environment, String id, CancellationSource cancellation) {
        this.environment = environment;
        this.id = id;
        this.cancellation = cancellation;
        this.stores = new StoreAccess(environment);
    }

    /**
     * Removes what no manifest names and no journal of a living run. A store that fails, or that somebody else sweeps, does not keep the others
     * from being swept; its failure comes at the end.
     *
     * @return how many objects were removed
     * @throws LeaseException if somebody else sweeps a store
     */
    public int run() {
        return HistoryLog.of(environment, id, RunKind.SWEEP, log -> sweep());
    }

    private int sweep() {
        int removed = 0;
        @Nullable BackupException first = null;
        Set<String> alive = namedByJournals();
        Instant before = environment.clock().instant().minus(grace());
        for (String name : stores.names()) {
            try {
                removed += sweep(name, alive, before);
            } catch (BackupException e) {
                if (cancellation.isCancelled()) {
                    throw Failures.of(e, Family.STORE, "store " + name, cancellation);
                }
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return removed;
    }

    private Duration grace() {
        Duration longest = environment.jobs().values().stream()
                .map(Job::timeout)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Duration twice = longest.compareTo(MOST_GRACE) < 0 ? longest.multipliedBy(2) : MOST_GRACE;
        return twice.compareTo(LEAST_GRACE) > 0 ? twice : LEAST_GRACE;
    }

    private int sweep(String name, Set<String> alive, Instant before) {
        int[] removed = {0};
        try (RunScope scope = new RunScope(environment, id, null, cancellation, TIMEOUT)) {
            cancellation.check();
            scope.hold(environment
                    .leases()
                    .acquire(new LeaseRequest(Resources.sweep(name), LeaseMode.EXCLUSIVE, "sweep", Duration.ZERO)));
            stores.in(name, store -> removed[0] = sweep(store, alive, before));
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
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
                cancellation.check();
                sort(store, all.next(), orphans, whole);
            }
        }
        for (Map.Entry<String, List<ObjectStat>> orphan : orphans.entrySet()) {
            cancellation.check();
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
