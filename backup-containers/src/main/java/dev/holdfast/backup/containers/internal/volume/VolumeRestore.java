package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RunContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Restores in place, or to a volume that it makes. */
final class VolumeRestore {

    /** The label of a volume that a restore has made; its value tells one restore from another. */
    static final String MADE = "dev.holdfast.restore";

    private final VolumeEngine engine;
    private final VolumeOptions options;
    private final VolumeRecords records;
    private final LocalFiles files;
    private final RunContext context;

    VolumeRestore(
            VolumeEngine engine, VolumeOptions options, VolumeRecords records, LocalFiles files, RunContext context) {
        this.engine = engine;
        this.options = options;
        this.records = records;
        this.files = files;
        this.context = context;
    }

    /** Tells whether a restore goes to a directory of this machine, for which no engine is needed. */
    static boolean isDirectory(RestoreRequest how) {
        return how.way() == RestoreWay.TO
                && Objects.requireNonNull(how.destination()).contains("/");
    }

    /** Tells what of a request can only be had by the path. */
    static Optional<Failure> onlyByPath(RestoreRequest how) {
        if (!how.only().isEmpty()) {
            return Optional.of(VolumeFailures.notByEngine("a restore of a part"));
        }
        if (how.salvage()) {
            return Optional.of(VolumeFailures.notByEngine("a salvage"));
        }
        if (how.way() == RestoreWay.IN_PLACE && how.onConflict() != ConflictRule.OVERWRITE) {
            return Optional.of(VolumeFailures.notByEngine("a restore that spares files"));
        }
        return Optional.empty();
    }

    private Via way(List<Place> places) throws InterruptedException {
        return new WayChooser(engine, options.via()).choose(places);
    }

    void restore(BackupReader from, RestoreRequest how, List<Place> places) throws Exception {
        if (how.way() == RestoreWay.TO) {
            toVolume(from, how, places);
        } else {
            inPlace(from, how, places);
        }
    }

    private void inPlace(BackupReader from, RestoreRequest how, List<Place> places) throws Exception {
        for (Place place : places) {
            if (!place.exists()) {
                throw new TargetException(VolumeFailures.notInPlace(place));
            }
            List<String> running = new PlaceFinder(engine).running(place);
            if (!running.isEmpty()) {
                throw new RefusedException(
                        VolumeFailures.running(place, running).retry(RetryStatus.LATER));
            }
        }
        if (way(places) == Via.PATH) {
            try (BackupTarget target =
                    files.open(places.stream().map(Place::path).toList())) {
                target.restore(
                        new RenamedReader(from, Renaming.fromBackup(places)),
                        LocalFiles.mapped(how, places),
                        new WrappedContext(context, records));
            }
            return;
        }
        List<String> roots = places.stream().map(Place::root).toList();
        throughEngine(from, how, places, roots, options.helperImage());
    }

    private void throughEngine(
            BackupReader from, RestoreRequest how, List<Place> places, List<String> roots, String image)
            throws Exception {
        Optional<Failure> impossible = onlyByPath(how);
        if (impossible.isPresent()) {
            throw new RefusedException(impossible.get());
        }
        context.progress()
                .expect(from.manifest().originalBytes(), from.manifest().entries());
        try (Helper helper = Helper.make(engine, records, image, places, true, context)) {
            EngineRestore restore = new EngineRestore(engine, helper, context);
            for (int i = 0; i < places.size(); i++) {
                restore.restore(from, roots.get(i), i);
            }
            restore.tell();
        }
    }

    private void toVolume(BackupReader from, RestoreRequest how, List<Place> places) throws Exception {
        String name = Objects.requireNonNull(how.destination());
        Optional<Failure> against = againstVolume(engine, name, places);
        if (against.isPresent()) {
            throw new RefusedException(against.get());
        }
        Place original = places.get(0);
        boolean itself = original.volume().equals(name);
        Place wanted = Place.toMake(name, original.options(), itself ? original.labels() : Map.of());
        Via via = way(List.of(wanted));
        if (via == Via.ENGINE) {
            Optional<Failure> impossible = onlyByPath(how);
            if (impossible.isPresent()) {
                throw new RefusedException(impossible.get());
            }
            Helper.requireImage(engine, options.helperImage(), places);
        }
        Place made = make(wanted);
        if (via == Via.ENGINE || way(List.of(made)) == Via.ENGINE) {
            // The image of whoever has the old one will do.
            throughEngine(
                    from,
                    how,
                    List.of(made),
                    List.of(original.root()),
                    Helper.image(engine, options.helperImage(), places));
            return;
        }
        RestoreRequest here = new RestoreRequest(
                RestoreWay.TO, made.path(), true, how.only(), how.onConflict(), how.salvage(), how.options());
        try (BackupTarget target = files.open()) {
            target.restore(from, here, new WrappedContext(context, records));
        }
    }

    /** Tells why a backup cannot be restored to a volume of a name. */
    static Optional<Failure> againstVolume(VolumeEngine engine, String name, List<Place> places)
            throws InterruptedException {
        if (!VolumeNames.isName(name)) {
            return Optional.of(Failure.of("HF-CTR-060", "\"" + name + "\" is no name of a volume")
                    .hint("Write a volume's name, or a directory with a slash in it: ./restored.")
                    .with("volume", name));
        }
        if (places.size() > 1) {
            return Optional.of(Failure.of("HF-CTR-073", "a backup of several volumes cannot be restored to one")
                    .hint("Restore to a directory, and copy from there."));
        }
        return engine.volume(name).isPresent() ? Optional.of(VolumeFailures.taken(name)) : Optional.empty();
    }

    /** Makes the volumes again that are not there. */
    List<Place> made(List<Place> places) throws InterruptedException {
        List<Place> all = new ArrayList<>();
        for (Place place : places) {
            if (!place.exists() && place.external()) {
                throw new RefusedException(VolumeFailures.external(place));
            }
            all.add(place.exists() ? place : make(place));
        }
        return all;
    }

    private Place make(Place place) throws InterruptedException {
        String mark = UUID.randomUUID().toString();
        Map<String, String> labels = new LinkedHashMap<>(place.labels());
        labels.put(MADE, mark);
        context.undo(records.volume(engine.endpoint(), place.volume(), mark));
        return Place.of(engine.createVolume(place.volume(), place.options(), labels));
    }
}
