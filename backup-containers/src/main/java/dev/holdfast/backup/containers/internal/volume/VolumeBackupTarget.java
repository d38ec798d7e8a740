package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
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
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The opened target: finds the volumes, chooses the way, and hands each act to whoever goes it. */
public final class VolumeBackupTarget implements BackupTarget, StagedRestore, PlaceExclusion, SizeEstimate {

    private final TargetId id;
    private final VolumeOptions options;
    private final VolumeRecords records;
    private final LocalFiles files;

    /**
     * Makes the target.
     *
     * @param id its identity
     * @param settings its settings, for undo records
     * @param options what they say
     */
    public VolumeBackupTarget(TargetId id, Settings settings, VolumeOptions options) {
        this.id = id;
        this.options = options;
        this.records = new VolumeRecords(id, settings);
        this.files = new LocalFiles(id.name(), options.exclude());
    }

    @Override
    public TargetId id() {
        return id;
    }

    @Override
    public void leaveOut(List<Path> directories) {
        files.leaveOut(directories);
    }

    private VolumeEngine connect(RunContext context) throws InterruptedException {
        return VolumeEngine.connect(options.endpoint().choose(), context);
    }

    private Via way(VolumeEngine engine, List<Place> places) throws InterruptedException {
        return new WayChooser(engine, options.via()).choose(places);
    }

    @Override
    public List<Problem> check(RunContext context) throws Exception {
        List<Problem> problems = new ArrayList<>();
        List<Place> places;
        Via via;
        try (VolumeEngine engine = connect(context)) {
            places = new PlaceFinder(engine).configured(options);
            via = way(engine, places);
            for (Place place : places) {
                problems.add(Problem.of(
                        Severity.INFO,
                        Failure.of(
                                "HF-CTR-079",
                                place.display() + " is read "
                                        + (via == Via.PATH ? "by its path " + place.path() : "through the engine"))));
                List<String> running = new PlaceFinder(engine).running(place);
                if (!running.isEmpty() && !context.servicesRest()) {
                    problems.add(Problem.of(
                            Severity.INFO,
                            Failure.of(
                                            "HF-CTR-076",
                                            String.join(", ", running) + " may write to " + place.display()
                                                    + " while it is read")
                                    .hint("Hold it still by a hook of the job if its files belong together.")
                                    .with("containers", String.join(", ", running))));
                }
            }
            if (via == Via.ENGINE && engine.hidesOwners()) {
                problems.add(Problem.of(
                        Severity.WARNING,
                        VolumeFailures.ownersHidden(engine.endpoint().host())));
            }
            if (via == Via.ENGINE) {
                Helper.requireImage(engine, options.helperImage(), places);
            }
        }
        if (via == Via.PATH) {
            try (BackupTarget target = files.open(paths(places))) {
                problems.addAll(target.check(context));
            }
        }
        return problems;
    }

    private static List<String> paths(Collection<Place> places) {
        return places.stream().map(Place::path).toList();
    }

    @Override
    public SourceSize estimate(RunContext context) throws Exception {
        List<Place> places;
        try (VolumeEngine engine = connect(context)) {
            places = new PlaceFinder(engine).configured(options);
            if (way(engine, places) == Via.ENGINE) {
                return SourceSize.UNKNOWN;
            }
        }
        try (BackupTarget target = files.open(paths(places))) {
            return target.ability(SizeEstimate.class).orElseThrow().estimate(context);
        }
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws Exception {
        List<Place> places;
        try (VolumeEngine engine = connect(context)) {
            places = new PlaceFinder(engine).configured(options);
            Via via = way(engine, places);
            sink.fact("via", via.word());
            PlaceFacts.record(places, sink);
            if (via == Via.ENGINE) {
                PlaceFacts.recordRoots(places, sink);
                try (Helper helper = Helper.make(engine, records, options.helperImage(), places, false, context)) {
                    new EngineCapture(engine, helper, options.exclude(), context).capture(places, sink);
                }
                return;
            }
        }
        try (BackupTarget target = files.open(paths(places))) {
            target.capture(new RenamedSink(sink, Renaming.toBackup(places)), context);
        }
    }

    @Override
    public RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        if (VolumeRestore.isDirectory(how)) {
            try (BackupTarget target = files.open()) {
                return target.preview(from, how, context);
            }
        }
        try (VolumeEngine engine = connect(context)) {
            List<Place> places =
                    new PlaceFinder(engine).ofBackup(from.manifest().facts());
            return new VolumePreview(engine, options, files, context).of(from, how, places);
        }
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        if (how.way() == RestoreWay.STAGED) {
            throw new TargetException(
                    Failure.of("HF-CTR-070", "a staged restore is done in two acts, stage and swap, and not in one"));
        }
        if (VolumeRestore.isDirectory(how)) {
            try (BackupTarget target = files.open()) {
                target.restore(from, how, new WrappedContext(context, records));
            }
            return;
        }
        try (VolumeEngine engine = connect(context)) {
            List<Place> places =
                    new PlaceFinder(engine).ofBackup(from.manifest().facts());
            new VolumeRestore(engine, options, records, files, context).restore(from, how, places);
        }
    }

    @Override
    public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        List<Place> places;
        try (VolumeEngine engine = connect(context)) {
            places = new PlaceFinder(engine).ofBackup(from.manifest().facts());
            if (way(engine, places) == Via.ENGINE) {
                throw new RefusedException(VolumeFailures.notStaged());
            }
            places = new VolumeRestore(engine, options, records, files, context).made(places);
        }
        try (BackupTarget target = files.open(paths(places))) {
            return LocalFiles.staged(target)
                    .stage(
                            new RenamedReader(from, Renaming.fromBackup(places)),
                            LocalFiles.mapped(how, places),
                            new WrappedContext(context, records));
        }
    }

    @Override
    public void swap(RestoredCopy copy, RunContext context) throws Exception {
        Collection<String> paths = copy.places().keySet();
        try (VolumeEngine engine = connect(context)) {
            requireRest(engine, paths);
        }
        try (BackupTarget target = files.open(paths)) {
            LocalFiles.staged(target).swap(copy, new WrappedContext(context, records));
        }
        // Behind those of the swap, so that it is looked at before they are undone.
        context.undo(records.swapped(options.endpoint().choose(), paths));
    }

    private static void requireRest(VolumeEngine engine, Collection<String> paths) throws InterruptedException {
        for (String path : paths) {
            Place place = Place.bound(path);
            List<String> running = new PlaceFinder(engine).running(place);
            if (!running.isEmpty()) {
                throw new RefusedException(
                        VolumeFailures.running(place, running).retry(RetryStatus.LATER));
            }
        }
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        String act = VolumeRecords.act(record);
        if (act.equals(VolumeRecords.FILES)) {
            try (BackupTarget target = files.open()) {
                LocalFiles.staged(target).undo(VolumeRecords.inner(record), context);
            }
            return;
        }
        try (VolumeEngine engine = VolumeEngine.connect(VolumeRecords.endpoint(record), context)) {
            switch (act) {
                case VolumeRecords.HELPER -> removeHelper(engine, record);
                case VolumeRecords.VOLUME -> removeVolume(engine, record);
                case VolumeRecords.SWAPPED -> requireRest(engine, VolumeRecords.paths(record));
                default ->
                    throw new TargetException(
                            Failure.of("HF-CTR-017", "the record on " + record.resource() + " is of an unknown act"));
            }
        }
    }

    private static void removeHelper(VolumeEngine engine, UndoRecord record) throws InterruptedException {
        String name = VolumeRecords.name(record);
        // Somebody else may have the name by now.
        if (engine.container(name)
                .filter(container -> container.run().equals(VolumeRecords.mark(record)))
                .isPresent()) {
            engine.removeContainer(name);
        }
    }

    private static void removeVolume(VolumeEngine engine, UndoRecord record) throws InterruptedException {
        String name = VolumeRecords.name(record);
        if (engine.volume(name)
                .filter(volume ->
                        VolumeRecords.mark(record).equals(volume.labels().get(VolumeRestore.MADE)))
                .isPresent()) {
            engine.removeVolume(name);
        }
    }

    @Override
    public void release(UndoRecord record, RunContext context) throws Exception {
        String act = VolumeRecords.act(record);
        if (act.equals(VolumeRecords.FILES)) {
            try (BackupTarget target = files.open()) {
                LocalFiles.staged(target).release(VolumeRecords.inner(record), context);
            }
        } else if (act.equals(VolumeRecords.HELPER)) {
            undo(record, context);
        }
    }
}
