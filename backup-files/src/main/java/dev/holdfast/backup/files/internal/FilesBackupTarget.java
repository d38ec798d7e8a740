package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.PlaceExclusion;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The opened target: hands each act to the class that does it. */
public final class FilesBackupTarget implements BackupTarget, StagedRestore, Snapshots, PlaceExclusion, SizeEstimate {

    private final TargetId id;
    private final Settings settings;
    private Configuration configuration;
    private StagedFiles staged;
    private List<Path> ownPlaces = List.of();

    /**
     * What the definition says.
     *
     * @param paths directories and files, at least one
     * @param include patterns of what to take
     * @param exclude patterns of what to leave
     * @param excludePaths what to leave by its path
     * @param excludeCaches whether to leave caches
     * @param oneFileSystem whether to stay on the file systems of the paths
     * @param followSymlinks whether to follow links
     * @param attributes whether to keep extended attributes
     * @param failOnChange whether a file that is not whole fails the backup
     * @param snapshot how snapshots hold files
     */
    public record Configuration(
            List<Path> paths,
            List<String> include,
            List<String> exclude,
            List<Path> excludePaths,
            boolean excludeCaches,
            boolean oneFileSystem,
            boolean followSymlinks,
            boolean attributes,
            boolean failOnChange,
            HoldBy snapshot) {

        /** Makes the paths absolute and validates the patterns. */
        public Configuration {
            paths = absolute(paths);
            excludePaths = absolute(excludePaths);
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
            Patterns.check(include);
            Patterns.check(exclude);
        }

        private static List<Path> absolute(List<Path> paths) {
            Set<Path> normal = new LinkedHashSet<>();
            paths.forEach(path -> normal.add(path.toAbsolutePath().normalize()));
            return List.copyOf(normal);
        }

        /** {@return the configuration of a target that only restores} */
        public static Configuration none() {
            return new Configuration(
                    List.of(), List.of(), List.of(), List.of(), false, false, false, true, false, HoldBy.NOTHING);
        }

        private Configuration leavingOut(List<Path> directories) {
            List<Path> more = new ArrayList<>(excludePaths);
            more.addAll(directories);
            return new Configuration(
                    paths,
                    include,
                    exclude,
                    more,
                    excludeCaches,
                    oneFileSystem,
                    followSymlinks,
                    attributes,
                    failOnChange,
                    snapshot);
        }

        CaptureOptions captureOptions() {
            Set<String> left = new LinkedHashSet<>();
            excludePaths.forEach(path -> left.add(PathNames.text(path)));
            Selection selection = new Selection(Patterns.compile(include), Patterns.compile(exclude), left);
            return new CaptureOptions(
                    paths, selection, oneFileSystem, followSymlinks, excludeCaches, attributes, failOnChange);
        }
    }

    /**
     * Makes the target.
     *
     * @param id its identity
     * @param settings the settings it came from, for undo records
     * @param configuration what they say
     */
    public FilesBackupTarget(TargetId id, Settings settings, Configuration configuration) {
        this.id = id;
        this.settings = settings;
        this.configuration = configuration;
        this.staged = new StagedFiles(id, settings, configuration.excludePaths());
    }

    /**
     * Proves that a backup says what it is of.
     *
     * @param from the backup
     */
    public static void verify(BackupReader from) {
        Roots.of(from.manifest().facts());
    }

    @Override
    public TargetId id() {
        return id;
    }

    @Override
    public void leaveOut(List<Path> directories) {
        Set<Path> places = new LinkedHashSet<>();
        for (Path directory : directories) {
            places.add(directory.toAbsolutePath().normalize());
            try {
                places.add(directory.toRealPath());
            } catch (IOException e) {
                // It is not there, so nothing of it can be captured either.
                continue;
            }
        }
        ownPlaces = List.copyOf(places);
        configuration = configuration.leavingOut(ownPlaces);
        staged = new StagedFiles(id, settings, configuration.excludePaths());
    }

    private void tellOwnPlaces(RunContext context) {
        for (Path root : configuration.paths()) {
            for (Path place : ownPlaces) {
                String shown = CaptureLog.display(PathNames.text(place));
                if (root.startsWith(place)) {
                    throw new TargetException(Failure.of(
                                    "HF-FIL-006",
                                    "path " + CaptureLog.display(PathNames.text(root)) + " lies inside " + shown
                                            + ", which holds backups or the state of this host")
                            .hint("Protect another path, or move the store or the state directory.")
                            .with("path", PathNames.text(root)));
                }
                if (place.startsWith(root) && Files.exists(place)) {
                    context.problem(new Problem(
                            Severity.INFO,
                            "HF-FIL-007",
                            shown + " holds backups or the state of this host and is left out",
                            ""));
                }
            }
        }
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws Exception {
        if (configuration.snapshot() != HoldBy.NOTHING) {
            try (Snapshot snapshot = snapshot(context)) {
                snapshot.capture(sink, context);
            }
            return;
        }
        tellOwnPlaces(context);
        FilesCapture.run(configuration.captureOptions(), sink, context);
    }

    @Override
    public Snapshot snapshot(RunContext context) throws Exception {
        tellOwnPlaces(context);
        return FilesSnapshot.take(
                configuration.captureOptions(),
                configuration.snapshot(),
                context.run() + '-' + id.name(),
                new SnapshotRecords(id, settings),
                context);
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        if (type == Snapshots.class && configuration.snapshot() == HoldBy.NOTHING) {
            return Optional.empty();
        }
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public List<Problem> check(RunContext context) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (Path path : configuration.paths()) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                problems.add(
                        Problem.of(Severity.ERROR, FilesCapture.missing(path).failure()));
            } else if (!Files.isSymbolicLink(path) && !Files.isReadable(path)) {
                String text = CaptureLog.display(PathNames.text(path));
                problems.add(Problem.of(
                        Severity.ERROR,
                        Failure.of("HF-FIL-005", "cannot read path " + text + ": permission denied")
                                .hint("Give the user of this process the right to read it.")
                                .with("path", text)));
            }
        }
        if (problems.isEmpty() && configuration.snapshot() != HoldBy.NOTHING) {
            problems.addAll(
                    SnapshotCheck.problems(configuration.captureOptions(), configuration.snapshot(), id.name()));
        }
        return problems;
    }

    @Override
    public SourceSize estimate(RunContext context) throws IOException {
        return FilesEstimate.of(configuration.captureOptions(), context);
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        Roots roots = Roots.of(from.manifest().facts());
        switch (how.way()) {
            case TO -> FilesRestore.to(from, roots, how, context);
            case IN_PLACE -> FilesRestore.inPlace(from, roots, how, context);
            case STAGED ->
                throw new TargetException(Failure.of(
                        "HF-FIL-040", "a staged restore is done in two acts, stage and swap, and not in one"));
        }
    }

    @Override
    public RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        Roots roots = Roots.of(from.manifest().facts());
        return how.way() == RestoreWay.STAGED ? staged.preview(from, roots, how) : FilesPreview.of(from, roots, how);
    }

    @Override
    public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        return staged.stage(from, Roots.of(from.manifest().facts()), how, context);
    }

    @Override
    public void swap(RestoredCopy copy, RunContext context) throws Exception {
        staged.swap(copy, context);
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        if (SnapshotRecords.isOf(record)) {
            SnapshotRecords.undo(record);
        } else {
            staged.undo(record, context);
        }
    }

    @Override
    public void release(UndoRecord record, RunContext context) throws Exception {
        if (SnapshotRecords.isOf(record)) {
            SnapshotRecords.undo(record);
        } else {
            staged.release(record, context);
        }
    }
}
