package dev.holdfast.backup.internal.catalog;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Names;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.StoreCopy;
import dev.holdfast.backup.internal.FolderScan;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.ManifestJson;
import dev.holdfast.backup.internal.format.Note;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.internal.format.StoreMarker;
import dev.holdfast.backup.internal.format.Tombstone;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of one store. I2: it is the set of manifests in the store; whatever else it uses is a cache.
 *
 * <p>A damaged manifest, or one of a later format, is listed as damaged. For one thread.
 */
public final class StoreCatalog {

    /** Newest first; the id decides between backups of one instant. */
    public static final Comparator<CatalogEntry> NEWEST_FIRST = Comparator.comparing(CatalogEntry::startedAt)
            .thenComparing(entry -> entry.id().value())
            .reversed();

    private static final Logger LOG = LoggerFactory.getLogger(StoreCatalog.class);

    private final NamedStore store;
    private final @Nullable Path cacheDirectory;
    private final Executor helpers;

    /**
     * Makes the catalog of a store, which the caller's thread reads alone.
     *
     * @param store the store
     * @param cacheDirectory where parsed manifests are remembered, or {@code null} for nowhere
     */
    public StoreCatalog(NamedStore store, @Nullable Path cacheDirectory) {
        this(store, cacheDirectory, helper -> {});
    }

    /**
     * Makes the catalog of a store.
     *
     * @param store the store
     * @param cacheDirectory where parsed manifests are remembered, or {@code null} for nowhere
     * @param helpers runs those who help to read the store, or drops them
     */
    public StoreCatalog(NamedStore store, @Nullable Path cacheDirectory, Executor helpers) {
        this.store = store;
        this.cacheDirectory = cacheDirectory;
        this.helpers = helpers;
    }

    /**
     * Lists backups.
     *
     * @param target only those of this target, or {@code null} for all
     * @return one entry per manifest, newest first, each with this store's copy alone
     * @throws IOException if the store cannot be read
     */
    public List<CatalogEntry> list(@Nullable String target) throws IOException {
        CatalogCache cache = cache();
        List<CatalogEntry> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        scan(target, found -> {
            ids.add(found.id().value());
            entries.add(entry(found, cache));
        });
        String prefix = target + "_";
        cache.keep(id -> ids.contains(id) || (target != null && !id.startsWith(prefix)));
        cache.save();
        entries.sort(NEWEST_FIRST);
        return entries;
    }

    private CatalogCache cache() throws IOException {
        Path directory = cacheDirectory;
        if (directory == null) {
            return CatalogCache.none();
        }
        try {
            return StoreMarker.read(store.store())
                    .map(marker -> CatalogCache.open(directory, marker.storeId()))
                    .orElseGet(CatalogCache::none);
        } catch (IntegrityException e) {
            return CatalogCache.none();
        }
    }

    /** A manifest that is there, with the names of the notes beside it. */
    private record Found(BackupId id, ObjectStat manifest, List<String> notes) {}

    private interface Visitor {
        void visit(Found found) throws IOException;
    }

    private void scan(@Nullable String target, Visitor visitor) throws IOException {
        Optional<FolderListing> folders = store.store().ability(FolderListing.class);
        Optional<FolderScan> scan = store.store().ability(FolderScan.class);
        if (folders.isPresent() && scan.isPresent()) {
            for (String name : targets(target, folders.get())) {
                scan.get()
                        .scan(
                                BackupLayout.folder(name),
                                BackupLayout.MANIFEST,
                                BackupLayout.NOTES,
                                helpers,
                                (folder, manifest, notes) -> {
                                    Optional<BackupId> id = idOf(name, folder);
                                    if (id.isPresent() && !Tombstone.is(store.store(), manifest)) {
                                        visitor.visit(new Found(id.get(), manifest, notes));
                                    }
                                });
            }
        } else if (folders.isPresent()) {
            scanFolders(target, folders.get(), visitor);
        } else {
            scanObjects(target, visitor);
        }
    }

    private void scanFolders(@Nullable String target, FolderListing folders, Visitor visitor) throws IOException {
        for (String name : targets(target, folders)) {
            for (String folder : children(folders, BackupLayout.folder(name))) {
                Optional<BackupId> id = idOf(name, folder);
                Optional<Found> found = id.isPresent() ? look(id.get(), folders) : Optional.empty();
                if (found.isPresent()) {
                    visitor.visit(found.get());
                }
            }
        }
    }

    private static List<String> targets(@Nullable String target, FolderListing folders) throws IOException {
        return target != null
                ? List.of(target)
                : children(folders, "").stream().filter(Names::isValid).toList();
    }

    /** A folder is that of a backup if its name is an id that begins with the target's name. */
    private static Optional<BackupId> idOf(String target, String folder) {
        boolean fits = folder.length() > target.length()
                && folder.startsWith(target)
                && folder.charAt(target.length()) == '_'
                && BackupId.isValid(folder);
        return fits ? Optional.of(new BackupId(folder)) : Optional.empty();
    }

    private static List<String> children(FolderListing folders, String prefix) throws IOException {
        try (Stream<String> children = folders.children(prefix)) {
            return children.filter(child -> child.endsWith("/"))
                    .map(child -> child.substring(0, child.length() - 1))
                    .toList();
        }
    }

    private Optional<Found> look(BackupId id, FolderListing folders) throws IOException {
        Optional<ObjectStat> manifest = store.store().stat(BackupLayout.manifest(id));
        if (manifest.isEmpty() || Tombstone.is(store.store(), manifest.get())) {
            return Optional.empty();
        }
        try (Stream<String> notes = folders.children(BackupLayout.notes(id))) {
            return Optional.of(new Found(id, manifest.get(), notes.toList()));
        }
    }

    /** One listing of all objects costs less than a question per backup where each question is a request. */
    private void scanObjects(@Nullable String target, Visitor visitor) throws IOException {
        Map<BackupId, ObjectStat> manifests = new LinkedHashMap<>();
        Map<BackupId, List<String>> notes = new HashMap<>();
        try (Stream<ObjectStat> objects = store.store().list(target == null ? "" : BackupLayout.folder(target))) {
            objects.forEach(stat -> {
                String[] segments = stat.key().value().split("/", -1);
                if (segments.length < 3 || !BackupId.isValid(segments[1])) {
                    return;
                }
                BackupId id = new BackupId(segments[1]);
                if (!id.target().equals(segments[0])) {
                    return;
                }
                if (segments.length == 3 && segments[2].equals(BackupLayout.MANIFEST)) {
                    manifests.put(id, stat);
                } else if (segments.length == 4 && BackupLayout.NOTES.equals(segments[2] + "/")) {
                    notes.computeIfAbsent(id, key -> new ArrayList<>()).add(segments[3]);
                }
            });
        }
        for (Map.Entry<BackupId, ObjectStat> manifest : manifests.entrySet()) {
            if (Tombstone.is(store.store(), manifest.getValue())) {
                continue;
            }
            visitor.visit(new Found(
                    manifest.getKey(), manifest.getValue(), notes.getOrDefault(manifest.getKey(), List.of())));
        }
    }

    private CatalogEntry entry(Found found, CatalogCache cache) throws IOException {
        List<Note> notes = found.notes().stream()
                .map(Note::parse)
                .flatMap(Optional::stream)
                .toList();
        Optional<Summary> known = cache.get(found.id(), found.manifest());
        if (known.isPresent()) {
            return sound(known.get(), notes);
        }
        try {
            return sound(cache.put(found.manifest(), read(found.id())), notes);
        } catch (IntegrityException e) {
            return damaged(found, notes, e);
        }
    }

    private CatalogEntry sound(Summary manifest, List<Note> notes) {
        return new CatalogEntry(
                manifest.id(),
                manifest.uid(),
                manifest.target(),
                manifest.job(),
                manifest.run(),
                manifest.state(),
                manifest.startedAt(),
                manifest.finishedAt(),
                manifest.dueAt(),
                manifest.bytes(),
                manifest.originalBytes(),
                manifest.entries(),
                manifest.artifacts(),
                manifest.labels(),
                List.of(new StoreCopy(store.name(), null)),
                Proven.pin(notes),
                Proven.of(manifest.finishedAt(), notes));
    }

    private CatalogEntry damaged(Found found, List<Note> notes, IntegrityException why) {
        Instant written = found.manifest().modified();
        return new CatalogEntry(
                found.id(),
                "",
                new TargetId("unknown", found.id().target()),
                "",
                "",
                RunState.FAILED,
                written,
                written,
                null,
                0,
                0,
                0,
                List.of(),
                Map.of(),
                List.of(new StoreCopy(store.name(), Problem.of(Severity.ERROR, why.failure()))),
                Proven.pin(notes),
                null);
    }

    private BackupManifest read(BackupId id) throws IOException {
        ObjectKey key = BackupLayout.manifest(id);
        String where = key + " in store " + store.name();
        byte[] bytes;
        try (InputStream in = store.store().open(key, 0, ManifestJson.MAX_BYTES + 1L)) {
            bytes = in.readNBytes(ManifestJson.MAX_BYTES + 1);
        }
        if (bytes.length > ManifestJson.MAX_BYTES) {
            throw new IntegrityException(Failure.of("HF-CAT-002", "damaged manifest " + where + ": it is too long")
                    .hint("Restore from another store, or repair this copy from one."));
        }
        BackupManifest manifest = ManifestJson.read(bytes, where);
        if (!manifest.id().equals(id)) {
            throw new IntegrityException(Failure.of("HF-CAT-018", "manifest " + where + " is that of " + manifest.id())
                    .hint("Somebody renamed or copied folders by hand; give the folder its old name back."));
        }
        return manifest;
    }

    /**
     * Looks for one backup.
     *
     * @param id which
     * @return the entry, or empty if there is no manifest
     * @throws IOException if the store cannot be read
     */
    public Optional<CatalogEntry> find(BackupId id) throws IOException {
        Optional<ObjectStat> manifest = store.store().stat(BackupLayout.manifest(id));
        if (manifest.isEmpty() || Tombstone.is(store.store(), manifest.get())) {
            return Optional.empty();
        }
        return Optional.of(entry(new Found(id, manifest.get(), noteNames(id)), CatalogCache.none()));
    }

    private List<String> noteNames(BackupId id) throws IOException {
        String prefix = BackupLayout.notes(id);
        try (Stream<ObjectStat> notes = store.store().list(prefix)) {
            return notes.map(stat -> stat.key().value().substring(prefix.length()))
                    .toList();
        }
    }

    /**
     * Reads a manifest.
     *
     * @param id of which backup
     * @return the manifest, or empty if there is none
     * @throws IntegrityException if it is damaged or of a format that is not known
     * @throws IOException if the store cannot be read
     */
    public Optional<BackupManifest> manifest(BackupId id) throws IOException {
        Optional<ObjectStat> manifest = store.store().stat(BackupLayout.manifest(id));
        return manifest.isEmpty() || Tombstone.is(store.store(), manifest.get())
                ? Optional.empty()
                : Optional.of(read(id));
    }

    /**
     * Pins a backup.
     *
     * @param id which
     * @param reason why, at most 160 bytes of UTF-8
     * @param at since when
     * @throws IOException if the store cannot be written
     */
    public void pin(BackupId id, String reason, Instant at) throws IOException {
        add(id, new Note.Pin(at, reason));
    }

    /**
     * Takes all pins of a backup away.
     *
     * @param id which
     * @throws IOException if the store cannot be written
     */
    public void unpin(BackupId id) throws IOException {
        remove(id, note -> note instanceof Note.Pin);
    }

    /**
     * Notes that a copy was proven good; earlier notes of that level go.
     *
     * @param id which
     * @param level how far
     * @param at when
     * @throws IOException if the store cannot be written
     */
    public void verified(BackupId id, VerificationLevel level, Instant at) throws IOException {
        Note.Verified note = new Note.Verified(level, at);
        add(id, note);
        removeOlder(
                id,
                note.name(),
                other -> other instanceof Note.Verified old
                        && old.level() == level
                        && old.at().isBefore(at));
    }

    /**
     * Notes that a proof failed; earlier notes of that level go.
     *
     * @param id which
     * @param level how far it was to be proven
     * @param at when
     * @throws IOException if the store cannot be written
     */
    public void failed(BackupId id, VerificationLevel level, Instant at) throws IOException {
        Note.Failed note = new Note.Failed(level, at);
        add(id, note);
        removeOlder(
                id,
                note.name(),
                other -> other instanceof Note.Failed old
                        && old.level() == level
                        && old.at().isBefore(at));
    }

    private void add(BackupId id, Note note) throws IOException {
        try (Upload upload = store.store().upload(BackupLayout.note(id, note), OptionalLong.of(0))) {
            upload.commit();
        } catch (BackupException e) {
            // The same fact twice is one fact.
            if (!StoreFailures.isExisting(e)) {
                throw e;
            }
        }
    }

    /** What a newer note has overtaken would only make lists slower; a store that keeps it does no harm. */
    private void removeOlder(BackupId id, String newer, Predicate<Note> which) {
        try {
            // Names hold milliseconds, instants more: read back from its name, the newer note may look older than
            // itself.
            remove(id, which.and(note -> !note.name().equals(newer)));
        } catch (IOException | BackupException e) {
            LOG.debug("notes older than {} of {} stay", newer, id, e);
        }
    }

    private void remove(BackupId id, Predicate<Note> which) throws IOException {
        for (String name : noteNames(id)) {
            if (Note.parse(name).filter(which).isPresent()) {
                store.store().delete(new ObjectKey(BackupLayout.notes(id) + name));
            }
        }
    }

    /**
     * Removes a backup. I3: its manifest first, so that a removal that is cut off leaves objects without a manifest, never a manifest without
     * its objects.
     *
     * @param id which
     * @return whether there was a manifest
     * @throws IOException if something of it is left
     */
    public boolean delete(BackupId id) throws IOException {
        boolean existed = store.store().delete(BackupLayout.manifest(id));
        List<ObjectKey> rest;
        try (Stream<ObjectStat> objects = store.store().list(BackupLayout.directory(id))) {
            rest = objects.map(ObjectStat::key).toList();
        }
        for (ObjectKey key : rest) {
            store.store().delete(key);
        }
        return existed;
    }
}
